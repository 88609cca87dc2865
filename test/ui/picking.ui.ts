import { expect, it } from 'vitest';

import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { until } from './support/until';
import type { Workbench } from './support/workbench';

describeWindow('a picture', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;

  useWindow({ settings: { 'stylize.size': 96 } }, async (window) => {
    ({ editor, workbench, panel } = window);
    await window.trySample();
  });

  it('is picked from the workspace by how it looks, in the folder that the window names', async () => {
    await panel.button('Workspace…').first().click();
    const row = workbench.listRow('photo.png');
    await row.waitFor();
    expect(await row.innerText()).toMatch(/workspace$/);
    expect(await workbench.listRow('one.png').innerText()).toMatch(/workspace\/album$/);
    const icon = row.locator('.quick-input-list-icon');
    expect(await icon.getAttribute('style')).toMatch(/photo\.png/);
    await editor.screenshot('workspace-pictures');

    await row.click();
    await panel.text('photo.png').first().waitFor();
  });

  it('has a forecast of what it will take, by its size', async () => {
    await panel.text(/^\s*\d+ × \d+, about \d.* of memory and .* s\.\s*$/).waitFor();
    await panel.choose('Size', '128 px');
    await until('the forecast is of that size', () => panel.text(/128 × \d+, about/).isVisible());
    await editor.screenshot('forecast');
  });
});
