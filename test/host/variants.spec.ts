import assert from 'node:assert';

import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import { choose, exists, inWorkspace, openApp } from './support';

describe('trying variants', () => {
  let app: App;
  const view = () => app.store.variants.view((uri) => uri);

  before(async () => {
    app = await openApp();
    await choose(app, inWorkspace('photo.png'), 2);
  });

  it('paints six small pictures and writes none of them next to the picture', async () => {
    const files = await vscode.workspace.fs.readDirectory(inWorkspace());
    const records = app.store.runs.all.length;

    await vscode.commands.executeCommand('stylize.tryVariants');

    const entries = view()?.entries ?? [];
    assert.deepStrictEqual(
      entries.map(({ state }) => state),
      Array.from({ length: 6 }, () => 'done'),
    );
    for (const { thumbnail } of entries) {
      assert.ok(thumbnail !== undefined && (await exists(vscode.Uri.parse(thumbnail))));
    }
    assert.deepStrictEqual(await vscode.workspace.fs.readDirectory(inWorkspace()), files);
    assert.strictEqual(app.store.runs.all.length, records);
  });

  it('changes the settings for the one that is chosen, and back', async () => {
    const before = app.store.selection.choices.changes;

    app.store.variants.adopt('stronger');
    const { recipe } = app.store;
    assert.strictEqual(recipe?.method === 'optimize' && recipe.style.weight, 10);
    await app.store.undo();

    assert.deepStrictEqual(app.store.selection.choices.changes, before);
  });

  it('removes the pictures when it is closed', async () => {
    const uris = (view()?.entries ?? []).map(({ thumbnail }) => vscode.Uri.parse(thumbnail ?? ''));
    const gone = new Promise<void>((resolve) => {
      const look = async () => {
        const left = await Promise.all(uris.map(exists));
        if (left.includes(true)) setTimeout(() => void look(), 20);
        else resolve();
      };
      void look();
    });

    app.store.variants.close();

    await gone;
    assert.strictEqual(view(), undefined);
  });

  it('can be cancelled like a run', async () => {
    const ended = vscode.commands.executeCommand('stylize.tryVariants');
    await new Promise<void>((resolve) => {
      const stop = app.store.variants.onChange(() => {
        if (view()?.entries[0]?.state !== 'done') return;
        stop();
        resolve();
      });
    });

    await vscode.commands.executeCommand('stylize.cancel');
    await ended;

    const states = (view()?.entries ?? []).map(({ state }) => state);
    assert.strictEqual(states.at(-1), 'cancelled');
    assert.strictEqual(app.store.runs.isBusy, false);
    app.store.variants.close();
  });
});
