import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../../src/channel/errors';
import { listRecipes } from '../../../../../src/engine/recipes/catalog';
import { quickly, variantsOf } from '../../../../../src/extension/model/runs/variant-settings';
import { optimizeSchema } from '../../../../../src/recipe/schema/optimize';
import { withChanges } from '../../../../../src/recipe/values/changes';
import { begin, choices, createStore, recipe, settled } from '../../fakes';

const show = (uri: string) => `shown:${uri}`;

describe.each(listRecipes().map((known) => [known.name, known] as const))(
  'the variants of %s',
  (_, known) => {
    it('are six recipes that differ from it and from one another', () => {
      const variants = variantsOf(known).map(({ changes }) => withChanges(known, changes));

      expect(variants).toHaveLength(6);
      expect(new Set([known, ...variants].map((variant) => JSON.stringify(variant))).size).toBe(7);
    });

    it('are painted small and quickly', () => {
      const quick = withChanges(known, quickly(known));

      expect(quick.size).toBeLessThanOrEqual(192);
      expect(quick.measure).not.toBe('height');
      expect(quick.iterations).toBeLessThanOrEqual(80);
    });
  },
);

describe('variants', () => {
  const names = (changes: Record<string, unknown>) =>
    variantsOf(optimizeSchema.parse({ ...recipe, ...changes })).map(({ name }) => name);

  it('offer the colours that there are not', () => {
    const usual = ['gentler', 'stronger', 'larger-strokes', 'finer-strokes'];

    expect(names({ colors: 'style' })).toEqual([...usual, 'content-colors', 'matched-colors']);
    expect(names({ colors: 'content' })).toEqual([...usual, 'matched-colors', 'style-colors']);
    expect(names({ colors: 'match-pca' })).toEqual([...usual, 'content-colors', 'style-colors']);
  });

  it('offer another start where the weights leave nothing to vary', () => {
    const silent = { style: { ...recipe.style, weight: 0 }, totalVariation: { weight: 0, kind: 'power' } };

    expect(names(silent)).toContain('from-noise');
    expect(names({ ...silent, initial: { image: 'noise' } })).toContain('from-content');
  });

  it('leave out what the limits make the same', () => {
    const largest = { ...recipe.style, scale: 10 };

    expect(names({ style: largest })).not.toContain('larger-strokes');
    expect(names({ style: largest })).toContain('finer-strokes');
  });
});

async function trying(changes = {}) {
  const made = createStore();
  await made.store.load();
  made.store.selection.use(choices({ changes }));
  const ended = made.store.variants.start().then(
    () => 'ended',
    (thrown: unknown) => StylizeError.from(thrown).code,
  );
  await settled();
  const view = () => made.store.variants.view(show)!;
  const states = () => view().entries.map(({ state }) => state);
  const paint = async (count: number) => {
    for (let index = 0; index < count; index++) {
      await made.engine.run.done();
      await settled();
    }
  };
  return { ...made, ended, view, states, paint };
}

describe('trying variants', () => {
  it('paints them one at a time, apart from the pictures of the person', async () => {
    const { store, engine, states, paint, ended } = await trying({ size: 1024 });
    expect(states()).toEqual(['running', 'waiting', 'waiting', 'waiting', 'waiting', 'waiting']);

    await paint(1);
    expect(states().slice(0, 3)).toEqual(['done', 'running', 'waiting']);
    await paint(5);

    expect(await ended).toBe('ended');
    expect(engine.runs).toHaveLength(6);
    for (const { request } of engine.runs) {
      expect(request.settings).toMatchObject({ size: 192, iterations: 80 });
      expect(request.output.path).toMatch(/^\/temporary\//);
    }
    expect(engine.runs.map(({ request }) => request.settings?.['style.weight'])).toEqual(
      expect.arrayContaining([0.1, 10]),
    );
    expect(store.runs.all).toEqual([]);
  });

  it('shows a picture as soon as it is there', async () => {
    const { view, paint } = await trying();
    await paint(1);

    const [first, second] = view().entries;

    expect(first?.thumbnail).toBe('shown:file:///temporary/0/picture.png');
    expect(second?.thumbnail).toBeUndefined();
  });

  it('has the runs of the person wait until all are there', async () => {
    const { store, engine, paint, ended } = await trying();
    const run = await begin(store);
    await expect(store.variants.start()).rejects.toMatchObject({ code: 'busy' });
    expect(run.state).toBe('queued');
    await paint(6);
    await ended;
    await settled();

    expect(run.state).toBe('preparing');
    expect(engine.runs).toHaveLength(7);
    await expect(store.variants.start()).rejects.toMatchObject({ code: 'busy' });
  });

  it('can be cancelled: those that are there stay', async () => {
    const { store, states, paint, ended } = await trying();
    await paint(2);

    store.variants.cancel();

    expect(await ended).toBe('ended');
    expect(states()).toEqual(['done', 'done', 'cancelled', 'cancelled', 'cancelled', 'cancelled']);
    expect(store.runs.isBusy).toBe(false);
  });

  it('tells of the first that failed, and goes on with the others', async () => {
    const { engine, states, paint, ended } = await trying();
    await engine.run.failed(new StylizeError('out-of-memory', 'Too large.'));
    await settled();
    await paint(5);

    expect(await ended).toBe('out-of-memory');
    expect(states()).toEqual(['failed', 'done', 'done', 'done', 'done', 'done']);
  });

  it('needs a picture and a style', async () => {
    const { store } = createStore();

    await expect(store.variants.start()).rejects.toMatchObject({ code: 'usage' });
    expect(store.runs.isBusy).toBe(false);
  });
});

describe('a variant', () => {
  it('that is taken over changes the settings, and only those that it is about', async () => {
    const { store, view, paint } = await trying({ size: 1024 });
    await paint(6);

    store.variants.adopt('stronger');

    expect(store.selection.choices.changes).toEqual({ size: 1024, 'style.weight': 10 });
    expect(view().entries.map(({ chosen }) => chosen)).toEqual([false, true, false, false, false, false]);
  });

  it('can be given back, one after the other', async () => {
    const { store, view, paint } = await trying({ size: 1024 });
    await paint(6);
    store.variants.adopt('stronger');
    store.variants.adopt('gentler');

    await store.undo();
    expect(store.selection.choices.changes).toEqual({ size: 1024, 'style.weight': 10 });
    await store.undo();
    expect(store.selection.choices.changes).toEqual({ size: 1024 });
    expect(view().canUndo).toBe(false);
  });

  it('that is taken over during a run acts on it', async () => {
    const { store, engine, paint, ended } = await trying();
    await paint(6);
    await ended;
    await begin(store);

    store.variants.adopt('stronger');
    await settled();

    expect(engine.run.updates).toEqual([{ 'style.weight': 10 }]);
  });

  it('that is closed leaves no picture behind', async () => {
    const { store, paint, removed, ended } = await trying();
    await paint(3);

    store.variants.close();
    await ended;

    expect(store.variants.view(show)).toBeUndefined();
    expect(removed).toEqual([0, 1, 2].map((index) => `file:///temporary/${index}/picture.png`));
  });
});
