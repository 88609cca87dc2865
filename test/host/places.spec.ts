import assert from 'node:assert';

import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import { choose, exists, idle, inWorkspace, openApp, readPixels, start } from './support';

describe('a place', () => {
  let app: App;

  before(async () => {
    app = await openApp();
  });

  it('may be a folder: one result for each of its pictures', async () => {
    await choose(app, inWorkspace('photo.png'), 2);

    await vscode.commands.executeCommand('stylize.stylizeFolder', inWorkspace('album'));
    assert.strictEqual(app.store.runs.active, undefined, 'It has begun before the settings were shown.');
    await start(app);
    await idle(app);

    for (const name of ['one', 'two', 'three', 'four']) {
      const result = inWorkspace('album', `${name}.stylized.png`);
      // The last one is saved when its run is over.
      while (!(await exists(result))) await new Promise((resolve) => setTimeout(resolve, 50));
      const { width, height } = await readPixels(result);
      assert.deepStrictEqual([name, width, height], [name, 96, 72]);
    }
  });

  it('may be outside the window: the result goes where its source is', async () => {
    const path = process.env['STYLIZE_TEST_OUTSIDE'];
    assert.ok(path !== undefined);
    const outside = vscode.Uri.file(path);
    await choose(app, outside, 2);

    await (
      await start(app)
    ).ended;
    await vscode.commands.executeCommand('stylize.save');

    const result = vscode.Uri.joinPath(outside, '..', 'outside.stylized.png');
    assert.strictEqual((await readPixels(result)).width, 96);
    assert.strictEqual(await exists(inWorkspace('outside.stylized.png')), false);
  });

  it('may hold blanks, umlauts and signs that addresses escape', async () => {
    // Windows allows no question mark in a name.
    const mark = process.platform === 'win32' ? '!' : '?';
    const odd = inWorkspace('Grüße & 100 % #1', `große Wand${mark}.png`);
    await vscode.workspace.fs.createDirectory(vscode.Uri.joinPath(odd, '..'));
    await vscode.workspace.fs.copy(inWorkspace('photo.png'), odd);
    await choose(app, odd, 2);

    await (
      await start(app)
    ).ended;
    await vscode.commands.executeCommand('stylize.save');

    const result = vscode.Uri.joinPath(odd, '..', `große Wand${mark === '?' ? '-' : mark}.stylized.png`);
    assert.strictEqual((await readPixels(result)).width, 96);
  });
});
