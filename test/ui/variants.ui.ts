import { readdir } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { seriousViolations } from './support/accessibility';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { until } from './support/until';
import type { Workbench } from './support/workbench';

describeWindow('six variants', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;

  useWindow({ settings: { 'stylize.size': 128 } }, async (window) => {
    ({ editor, workbench, panel } = window);
    await workbench.chooseInContextMenu('photo.png', 'Stylize Image…');
    await workbench.pick('Waves');
    await panel.enter('Iterations', 20);
    await panel.button('Reset 1 change').waitFor();
  });

  it('appear one by one, while a picture that is added waits in the queue', async () => {
    await panel.button('Try 6 variants').click();
    await panel.variant('Gentler').waitFor();
    await panel.button('Add to queue').click();

    await panel.text('Waits until the variants are done.').waitFor();
    expect(await panel.queue()).toEqual(['photo.png']);
    await editor.screenshot('variants-queue');
    expect(await panel.runName.count()).toBe(0);
    await panel.variantsThere(6, 120_000);
    await panel.reaches('Done');
    expect(await panel.queue()).toEqual([]);
    await panel.button('Start again').waitFor();
    expect(await seriousViolations(editor.page, workbench, 'view')).toEqual([]);
    await editor.screenshot('variants');
  });

  it('give the panel their settings when Enter is pressed on one', async () => {
    await panel.variant('Stronger').press('Enter');

    await until(
      'it is marked',
      async () => (await panel.variant('Stronger').getAttribute('aria-pressed')) === 'true',
    );
    expect(await panel.value('Style, number')).toBe('10');
    await panel.button('Reset 2 changes').waitFor();
  });

  it('can be given back', async () => {
    await panel.button('Undo').click();

    await until('the style is as it was', async () => (await panel.value('Style, number')) === '1');
    await panel.button('Reset 1 change').waitFor();
  });

  it('can be tried from the palette, and cancelled', async () => {
    await workbench.runCommand('Stylize: Try 6 Variants');
    await panel.button('Add to queue').click();
    await until('a picture waits', async () => (await panel.queue()).length === 1);
    await panel.button('Cancel the variants').click();

    await until('it waits no longer', async () => (await panel.queue()).length === 0);
    await panel.reaches('Done');
    await panel.button('Try again around these settings').waitFor();
    await panel.button('Close the variants').click();
    await panel.button('Try 6 variants').waitFor();
    expect((await readdir(editor.fixture.workspace)).filter((name) => name.includes('stylized'))).toEqual([]);
  });
});
