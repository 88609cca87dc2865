import { expect, it } from 'vitest';

import { seriousViolations } from './support/accessibility';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { chooseTheme, themes } from './support/themes';
import type { Viewer } from './support/viewer';
import type { Workbench } from './support/workbench';

describeWindow('the appearance', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;
  let viewer: Viewer;

  useWindow({ settings: { 'stylize.size': 256 } }, (window) => {
    ({ editor, workbench, panel, viewer } = window);
  });
  const faults = (kind: 'view' | 'panel') => seriousViolations(editor.page, workbench, kind);

  it('of an empty panel says what to do', async () => {
    await workbench.activityBarItem.click();
    await panel.button('Try the sample').waitFor();

    expect(await faults('view')).toEqual([]);
    await editor.screenshot('empty');
  });

  it('of the sample is a painting in the making', async () => {
    await panel.button('Try the sample').click();
    await panel.slider('Style').waitFor();
    await panel.enter('Iterations', 60);
    await panel.button('Reset 1 change').waitFor();
    await panel.button('Start').click();

    await panel.reaches('Done', 280_000);
    await viewer.picture.waitFor();
  });

  it('of every option is there to be looked at', async () => {
    await panel.toggle('Advanced');
    await panel.choice('Pooling').waitFor();
  });

  it.each(themes)('has no serious fault of accessibility in the $name theme', async (theme) => {
    await chooseTheme(editor.page, workbench, theme);
    await viewer.button('Result').click();
    await viewer.divider.waitFor({ state: 'hidden' });
    await editor.screenshot(theme.name);
    expect(await faults('view')).toEqual([]);
    expect(await faults('panel')).toEqual([]);

    await viewer.button('Swipe').click();
    await viewer.divider.waitFor();
    expect(await faults('panel')).toEqual([]);
    await editor.screenshot(`${theme.name}-swipe`);
  });
});
