import assert from 'node:assert';

import type { App } from '../../src/extension/app';
import type { Training } from '../../src/extension/commands/train-fast-style';
import { inWorkspace, openApp } from './support';

const name = 'trained-here';

/** Trains until the first step is done; resolves with how many there were. */
async function trained({ actions, engine }: App, training: Training): Promise<number> {
  const step = new Promise<number>((resolve, reject) => {
    const stop = engine.on('progress', ({ run, iteration }) => {
      stop();
      engine.request('control', { run, action: 'finish' }).then(() => {
        resolve(iteration);
      }, reject);
    });
  });
  const end = actions.fastStyles.train(training);
  const over = end.then(() => Promise.reject(new Error('It ended before its first step.')));
  const iteration = await Promise.race([step, over]);
  await end;
  return iteration;
}

describe('a training of a fast style', () => {
  let app: App;

  before(async () => {
    app = await openApp();
    await app.store.load();
  });
  after(async () => {
    await app.store.selectRecipe('studio');
    const styles = await app.engine.request('fastStyles', {});
    if (styles.length > 0) await app.engine.request('removeFastStyle', { name });
    await app.store.catalog.reloadRecipes();
  });

  it('keeps what was learnt when it is ended, and goes on later', async () => {
    const style = { path: inWorkspace('photo.png').fsPath, weight: 1 };
    const wish = { styles: [style], pictures: inWorkspace('.').fsPath, name, minutes: 15 };

    const first = await trained(app, { kind: 'new', wish });

    assert.strictEqual(app.store.selection.choices.recipe, name);
    const [kept] = await app.engine.request('fastStyles', {});
    assert.match(kept?.convention ?? '', /^trained here/);
    const [left] = await app.engine.request('trainings', {});
    assert.ok(left?.name === name && left.iteration >= first);

    const second = await trained(app, { kind: 'resumed', name });

    assert.ok(second > left.iteration);
  }).timeout(180_000);
});
