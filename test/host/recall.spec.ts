import assert from 'node:assert';
import childProcess from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';

import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import { claimed, writeResult } from '../support/pictures/results';
import { choose, exists, inWorkspace, openApp, readPixels, start } from './support';

describe('a result', () => {
  const result = inWorkspace('photo.stylized.png');
  let app: App;

  before(async () => {
    app = await openApp();
  });
  afterEach(async () => {
    for (const uri of [result, inWorkspace('photo.stylized-2.png')]) {
      if (await exists(uri)) await vscode.workspace.fs.delete(uri);
    }
  });

  it('chooses again what has made it, from wherever that is in the workspace', async () => {
    const { store, actions } = app;
    await choose(app, inWorkspace('photo.png'));
    await actions.choose('style', [inWorkspace('album', 'two.png')]);
    store.selection.setMix({ [store.selection.choices.styles[1]!.uri]: 0.5 });
    await store.change('seed', 7);
    const before = store.selection.choices;
    await (
      await start(app)
    ).ended;
    await vscode.commands.executeCommand('stylize.save');

    await choose(app, inWorkspace('brush.png'), 9);
    await store.selectRecipe('neural-style');
    await vscode.commands.executeCommand('stylize.againFromImage', result);

    const { content, styles, recipe, changes } = store.selection.choices;
    assert.deepStrictEqual(content, before.content);
    assert.deepStrictEqual(
      styles.map(({ uri, weight }) => [vscode.Uri.parse(uri).fsPath, weight]),
      before.styles.map(({ uri, weight }) => [vscode.Uri.parse(uri).fsPath, weight]),
    );
    assert.strictEqual(recipe, 'studio');
    assert.deepStrictEqual(changes, { size: 96, iterations: 4, seed: 7 });

    await (
      await start(app)
    ).ended;
    await vscode.commands.executeCommand('stylize.save');
    const [first, second] = [await readPixels(result), await readPixels(inWorkspace('photo.stylized-2.png'))];
    assert.ok(Buffer.from(first.data).equals(second.data), 'It is another picture.');
  });

  it('with five styles that are nowhere starts one search after the other', async () => {
    const styles = Array.from({ length: 5 }, (_, index) => claimed(`missing-${index}.png`));
    await writeResult(result.fsPath, { styles });

    const searches = await searchesDuring(() =>
      vscode.commands.executeCommand('stylize.againFromImage', result),
    );

    assert.deepStrictEqual(searches, { count: 5, most: 1 });
    assert.deepStrictEqual(app.store.selection.choices.styles, []);
  });

  it('with 300 styles starts none, and changes nothing', async () => {
    await choose(app, inWorkspace('photo.png'));
    const before = app.store.selection.choices;
    const styles = Array.from({ length: 300 }, (_, index) => claimed(`missing-${index}.png`));
    await writeResult(result.fsPath, { styles });

    const searches = await searchesDuring(() =>
      vscode.commands.executeCommand('stylize.againFromImage', result),
    );

    assert.deepStrictEqual(searches, { count: 0, most: 0 });
    assert.deepStrictEqual(app.store.selection.choices, before);
  });

  it('that names the same style five times chooses it once', async () => {
    await writeResult(result.fsPath, { styles: Array(5).fill(claimed('brush.png')) });

    await vscode.commands.executeCommand('stylize.againFromImage', result);

    const { styles } = app.store.selection.choices;
    assert.deepStrictEqual(
      styles.map(({ name, weight }) => [name, weight]),
      [['brush.png', 1]],
    );
  });

  it('that does not say how it was made changes nothing', async () => {
    await choose(app, inWorkspace('photo.png'));
    const before = app.store.selection.choices;

    await vscode.commands.executeCommand('stylize.againFromImage', inWorkspace('brush.png'));

    assert.deepStrictEqual(app.store.selection.choices, before);
  });
});

/** How many searches for files VS Code starts during a task, and how many of them at the same time. */
async function searchesDuring(task: () => Thenable<unknown>): Promise<{ count: number; most: number }> {
  const { spawn } = childProcess;
  let count = 0;
  let running = 0;
  let most = 0;
  const counting = (...args: Parameters<typeof spawn>) => {
    const child = spawn(...args);
    if (/rg(\.exe)?$/.test(args[0])) {
      count++;
      most = Math.max(most, ++running);
      child.once('exit', () => running--);
    }
    return child;
  };
  try {
    Object.assign(childProcess, { spawn: counting });
    syncBuiltinESMExports();
    await task();
  } finally {
    Object.assign(childProcess, { spawn });
    syncBuiltinESMExports();
  }
  return { count, most };
}
