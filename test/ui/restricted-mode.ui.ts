import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';

import { expect, it } from 'vitest';

import { claimed, writeResult } from '../support/pictures/results';
import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import type { Panel } from './support/panel';
import type { Workbench } from './support/workbench';

describeWindow('a folder that is not trusted', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;

  useWindow({ trust: false, settings: { 'stylize.size': 128 } }, async (window) => {
    ({ editor, workbench, panel } = window);
    await mkdir(editor.path('.vscode'), { recursive: true });
    // A program that the folder would like to have run.
    const settings = {
      'stylize.engine.runtime': editor.path('evil'),
      'stylize.recipe': editor.path('no.json'),
    };
    await writeFile(editor.path('.vscode', 'settings.json'), JSON.stringify(settings));
    await writeFile(editor.path('evil'), '#!/bin/sh\ntouch "$(dirname "$0")/evil-was-here"\n', {
      mode: 0o755,
    });
  });

  it('opens in restricted mode, and Stylize works there', async () => {
    await workbench.statusBarItem('Restricted Mode').waitFor();
    await workbench.chooseInContextMenu('photo.png', 'Stylize Image…');
    await workbench.pick('Woodcut');
    await panel.enter('Iterations', 10);
    await panel.button('Reset 1 change').waitFor();
    await panel.button('Start').click();

    await panel.reaches('Done', 60_000);
  });

  it('does not choose the program that runs the engine', async () => {
    await panel.text('Engine ready').waitFor();

    const files = await readdir(editor.fixture.workspace);
    expect(files).toContain('evil');
    expect(files).not.toContain('evil-was-here');
  });

  it("makes no command of what a picture's metadata says", async () => {
    const link = '[Open](command:workbench.action.openSettings)';
    await writeResult(editor.path('again.stylized.png'), {
      styles: ['one', 'two', 'three'].map((name) => claimed(`${link} ${name}.png`)),
    });

    await workbench.chooseInContextMenu('again.stylized.png', 'Stylize Again from This Image');

    const notification = workbench.notification('of which again.stylized.png was made, cannot be found');
    await notification.waitFor();
    expect(await notification.innerText()).toContain(
      '[Open] (command:workbench.action.openSettings) one.png',
    );
    await editor.screenshot('restricted-mode-names');
    expect(await notification.locator('a[href], a[data-href]').count()).toBe(0);
  });

  it("makes no command of a file's name", async () => {
    await copyFile(
      editor.path('brush.png'),
      editor.path('[Open](command:workbench.action.openSettings).stylized.png'),
    );

    await workbench.chooseInContextMenu('[Open]', 'Stylize Again from This Image');

    const notification = workbench.notification('does not say how it was made');
    await notification.waitFor();
    expect(await notification.innerText()).toContain(
      '[Open] (command:workbench.action.openSettings).stylized.png',
    );
    expect(await notification.locator('a[href], a[data-href]').count()).toBe(0);
  });

  it('looks for the five styles of a result one after the other', async () => {
    await writeResult(editor.path('five.stylized.png'), {
      styles: Array.from({ length: 5 }, (_, index) => claimed(`missing-${index}.png`)),
    });

    const searches = await editor.mostSearches(async () => {
      await workbench.chooseInContextMenu('five.stylized.png', 'Stylize Again from This Image');
      await workbench.notification('missing-0.png, missing-1.png, missing-2.png and 2 more').waitFor();
    });

    // One may be over before it is seen.
    expect(searches).toBeLessThanOrEqual(1);
  });

  it('searches for nothing that a picture with 300 styles names', async () => {
    await writeResult(editor.path('many.stylized.png'), {
      styles: Array.from({ length: 300 }, (_, index) => claimed(`missing-${index}.png`)),
    });

    const searches = await editor.mostSearches(async () => {
      await workbench.chooseInContextMenu('many.stylized.png', 'Stylize Again from This Image');
      await workbench.notification('many.stylized.png does not say how it was made').waitFor();
    });

    expect(searches).toBe(0);
  });

  it('shows a style once that a result names five times', async () => {
    await writeResult(editor.path('same.stylized.png'), { styles: Array(5).fill(claimed('brush.png')) });

    await workbench.chooseInContextMenu('same.stylized.png', 'Stylize Again from This Image');

    await workbench.notification('A style that was used several times is used once.').waitFor();
    // The panel was hidden meanwhile: VS Code shows it in another frame.
    const shown = async () => {
      const frames = editor.page
        .frames()
        .map((frame) => frame.locator('.mix-name', { hasText: 'brush.png' }));
      return (await Promise.all(frames.map((names) => names.count()))).reduce((sum, count) => sum + count);
    };
    await expect.poll(shown, { timeout: 10_000 }).toBe(1);
  });

  it('removes on request every picture that it has stored, and no other', async () => {
    expect(await editor.stored()).not.toEqual([]);

    await workbench.runCommand('Stylize: Clear Stored Pictures…');
    await editor.screenshot('clear-stored-pictures');
    await workbench.answer('Clear');

    await expect.poll(() => editor.stored()).toEqual([]);
    expect(await readdir(editor.fixture.workspace)).toContain('same.stylized.png');
  });
});
