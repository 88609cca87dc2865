import assert from 'node:assert';

import * as vscode from 'vscode';

import type { App } from '../../src/extension/app';
import { choose, inWorkspace, openApp } from './support';

/** Answers VS Code's questions in place of a person. */
function answering(pickIndex: number): () => void {
  const window = vscode.window as unknown as Record<string, unknown>;
  const names = ['showOpenDialog', 'showInputBox', 'showQuickPick'] as const;
  const before = names.map((name) => window[name]);
  window['showOpenDialog'] = () => Promise.resolve([inWorkspace('.')]);
  window['showInputBox'] = () => Promise.resolve('trained-here');
  window['showQuickPick'] = async (items: Promise<unknown[]>) => (await items)[pickIndex];
  return () => {
    for (const [index, name] of names.entries()) window[name] = before[index];
  };
}

/** Ends the training after its next step; resolves with how many steps there were. */
function endedSoon({ engine }: App): Promise<number> {
  return new Promise((resolve, reject) => {
    const stop = engine.on('progress', ({ run, iteration }) => {
      stop();
      engine.request('control', { run, action: 'finish' }).then(() => {
        resolve(iteration);
      }, reject);
    });
  });
}

describe('a training of a fast style', () => {
  let app: App;

  before(async () => {
    app = await openApp();
    await app.store.load();
    await choose(app, inWorkspace('photo.png'));
  });
  after(async () => {
    await app.store.selectRecipe('studio');
    await app.engine.request('removeFastStyle', { name: 'trained-here' });
    await app.store.catalog.reloadRecipes();
  });

  it('keeps what was learnt when it is ended, and goes on later', async () => {
    const train = async (pickIndex: number) => {
      const undo = answering(pickIndex);
      const steps = endedSoon(app);
      const end = app.actions.fastStyles.train().finally(undo);
      const over = end.then(() => Promise.reject(new Error('It ended before its first step.')));
      const taken = await Promise.race([steps, over]);
      await end;
      return taken;
    };

    const first = await train(0);

    assert.strictEqual(app.store.selection.choices.recipe, 'trained-here');
    const [style] = await app.engine.request('fastStyles', {});
    assert.match(style?.convention ?? '', /^trained here/);
    const [left] = await app.engine.request('trainings', {});
    assert.ok(left?.name === 'trained-here' && left.iteration >= first);

    // The second item is the training that was left.
    const second = await train(1);

    assert.ok(second > left.iteration);
  }).timeout(180_000);
});
