import { mkdir, readdir, writeFile } from 'node:fs/promises';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { describeWindow, Editor } from './support/editor';
import { useJourney } from './support/journey';
import { Panel } from './support/panel';
import { Workbench } from './support/workbench';

describeWindow('a folder that is not trusted', () => {
  let editor: Editor;
  let workbench: Workbench;
  let panel: Panel;

  beforeAll(async () => {
    editor = await Editor.open({ trust: false, settings: { 'stylize.size': 128 } });
    workbench = new Workbench(editor.page);
    panel = new Panel(workbench);
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
    await workbench.ready();
  });
  afterAll(() => editor.close());
  useJourney(() => editor);

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
});
