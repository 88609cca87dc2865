import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import { until } from './support/until';
import type { Workbench } from './support/workbench';

describeWindow('a preset', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;

  useWindow({ settings: { 'stylize.size': 96 } }, async (window) => {
    ({ editor, workbench, panel } = window);
    await window.trySample();
  });

  it('is the present settings under a name', async () => {
    await panel.enter('Iterations', 40);
    await panel.button('Save these settings as a preset…').click();
    await workbench.enter('Quick look');

    await panel.choice('Preset').waitFor();
    await until('it is the one in use', () => panel.isChosen('Preset', 'Quick look'));
    await editor.screenshot('preset');
  });

  it('is none when something else is set, and chosen again', async () => {
    await panel.enter('Iterations', 50);
    await until('no preset is in use', () => panel.isChosen('Preset', 'None'));

    await panel.choose('Preset', 'Quick look');

    await until('its iterations are back', async () => (await panel.value('Iterations')) === '40');
  });

  it('is renamed in the list', async () => {
    await panel.button('Presets…').click();
    await workbench.listRow('Quick look').waitFor();
    await editor.screenshot('preset-list');
    await workbench.pressInList('Quick look', 'Rename…');
    await workbench.enter('Sketch');

    await until('it has its new name', () => panel.isChosen('Preset', 'Sketch'));
  });

  it('is shared as a recipe file, which is used from the explorer', async () => {
    await workbench.runCommand('Stylize: Presets…');
    await workbench.pressInList('Sketch', 'Save as Recipe File…');
    const file = editor.path('sketch.stylize.json');
    await workbench.chooseFile(file);
    await until('the file is there', () => existsSync(file));
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({
      extends: 'studio',
      title: 'Sketch',
      iterations: 40,
    });

    await workbench.tab(/sketch\.stylize\.json/).waitFor();
    // By the mouse: the editor that has been opened takes the focus.
    await panel.button('Reset 1 change').click();
    await until('the recipe is as it was', async () => (await panel.value('Iterations')) !== '40');
    await workbench.chooseInContextMenu('sketch.stylize.json', 'Use Recipe in Stylize');
    await until('its iterations are set', async () => (await panel.value('Iterations')) === '40');
  });

  it('is deleted, and that undone', async () => {
    await workbench.runCommand('Stylize: Presets…');
    await workbench.pressInList('Sketch', 'Delete');
    await panel.choice('Preset').waitFor({ state: 'detached' });

    await workbench
      .notification('The preset Sketch has been deleted.')
      .getByRole('button', { name: 'Undo' })
      .click();

    await until('it is back', () => panel.isChosen('Preset', 'Sketch'));
  });
});
