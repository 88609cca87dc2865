import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../src/channel/errors';
import { begin, choices, createStore, settled } from '../fakes';

describe('what the engine offers', () => {
  it('is asked for once', async () => {
    const { store, engine } = createStore();

    await Promise.all([store.load(), store.load()]);
    await store.load();

    expect(engine.requests.map(({ name }) => name).sort()).toEqual([
      'devices',
      'networks',
      'recipe',
      'recipes',
    ]);
  });

  it('is asked for again after the settings have changed, and shown as it was until then', async () => {
    let size = 256;
    const { store, engine } = createStore({ preferences: () => ({ recipeDefaults: { size } }) });
    await store.load();
    size = 128;

    store.catalog.invalidate();
    expect(store.recipe?.name).toBe('studio');
    await store.load();

    const asked = engine.requests.filter(({ name }) => name === 'recipe').map(({ params }) => params);
    expect(asked).toEqual([256, 128].map((value) => ({ recipe: 'studio', settings: { size: value } })));
    expect(engine.requests.filter(({ name }) => name === 'devices')).toHaveLength(2);
  });

  it('can be asked for again after the engine has refused', async () => {
    const { store, engine } = createStore();
    engine.failure = new StylizeError('engine-failed', 'The engine does not start.');
    await expect(store.load()).rejects.toMatchObject({ code: 'engine-failed' });
    await expect(store.selectRecipe('course')).rejects.toMatchObject({ code: 'engine-failed' });
    engine.failure = undefined;

    await store.load();
    await store.selectRecipe('course');

    expect(store.recipe?.name).toBe('course');
    expect(store.catalog.recipes).toHaveLength(1);
  });

  it('is known to a run that begins before the panel has asked', async () => {
    const { store } = createStore();
    store.selection.use(choices({ changes: { size: 64 } }));

    const run = await begin(store);

    expect(run.subject).toMatchObject({ title: 'Studio', iterations: 300 });
  });

  it('is known to a run that begins after the engine was stopped and the settings have changed', async () => {
    const { store } = createStore();
    await store.load();
    store.selection.use(choices());
    store.catalog.invalidate();

    const run = await begin(store);
    await settled();

    expect(run.subject.iterations).toBe(300);
  });
});
