import { expect, it } from 'vitest';

import { describeWindow, type Editor } from './support/editor';
import { useWindow } from './support/journey';
import { until } from './support/until';
import type { Workbench } from './support/workbench';

/** So many windows are opened. */
const windows = 4;
/** Milliseconds that the activation may take. */
const most = 50;

/*
 * What VS Code says of our activation under Developer: Show Running Extensions: from loading the code to the end of
 * `activate`. All extensions load at the same time, in one process, and each one's time holds what the others do meanwhile.
 * So a busy machine is told by the extension of VS Code that does least: two commands and a decoration.
 */
describeWindow('the activation', () => {
  let editor: Editor;
  let workbench: Workbench;

  useWindow({}, (window) => {
    ({ editor, workbench } = window);
  });

  it(`takes at most ${most} ms, or about as long as VS Code’s least extension`, async () => {
    // The list shows only what is in view.
    await editor.page.setViewportSize({ width: 1280, height: 2400 });
    const found: { readonly ours: number; readonly least: number }[] = [];
    for (let count = 0; count < windows; count++) {
      if (count > 0) await workbench.reload();
      await workbench.runCommand('Developer: Show Running Extensions');
      const row = (name: string) =>
        editor.page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: name }).first();
      const milliseconds = (name: string) =>
        until(`${name} is active`, async () => {
          const [, time] = /Activation: (\d+)ms/.exec(await row(name).innerText()) ?? [];
          return time === undefined ? undefined : Number(time);
        });
      found.push({ ours: await milliseconds('Stylize'), least: await milliseconds('Merge Conflict') });
    }
    console.log(`Activation: ${found.map(({ ours, least }) => `${ours} ms (${least})`).join(', ')}`);

    expect(found.some(({ ours, least }) => ours <= Math.max(most, 2 * least))).toBe(true);
  });
});
