import assert from 'node:assert';

import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
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
    store.selection.setMix([1, 0.5]);
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

  it('that does not say how it was made changes nothing', async () => {
    await choose(app, inWorkspace('photo.png'));
    const before = app.store.selection.choices;

    await vscode.commands.executeCommand('stylize.againFromImage', inWorkspace('brush.png'));

    assert.deepStrictEqual(app.store.selection.choices, before);
  });
});
