import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../src/channel/errors';
import { begin, choices, createStore, fakeMemory, picture, settled, style } from '../fakes';

async function running() {
  const made = createStore();
  await made.store.load();
  made.store.selection.use(choices({ styles: [style('waves.jpg'), style('mosaic.jpg', 0.5)] }));
  const session = await begin(made.store);
  made.engine.run.emit('phase', { phase: 'running' });
  return { ...made, session };
}

describe('choices that the panel cannot show', () => {
  it.each([
    ['six styles', Array.from('abcdef', (name) => style(`${name}.jpg`))],
    ['a style twice', [style('waves.jpg'), style('waves.jpg', 0.5)]],
    ['a weight above 1', [style('waves.jpg', 2)]],
  ])('are refused: %s', (_, styles) => {
    const { store } = createStore();
    store.selection.use(choices());

    expect(() => {
      store.selection.use(choices({ styles }));
    }).toThrow();
    expect(store.selection.choices).toEqual(choices());
  });
});

describe('starting a run', () => {
  it('asks the engine for what was chosen, with the settings under the changes', async () => {
    const { store, engine } = createStore({
      preferences: { recipeDefaults: { size: 256, network: 'vgg19' } },
    });
    await store.load();
    store.selection.use(choices({ device: 'cpu' }));
    await store.change('size', 1024);

    await begin(store);

    expect(engine.run.request).toMatchObject({
      content: '/pictures/photo.jpg',
      styles: [{ path: '/pictures/waves.jpg', weight: 1 }],
      recipe: 'studio',
      settings: { size: 1024, network: 'vgg19' },
      device: 'cpu',
      output: { path: '/storage/photo.jpg.stylized.png' },
      preview: { everyMilliseconds: 100 },
    });
  });

  it('is refused without a picture and without a style', async () => {
    const { store } = createStore();
    await expect(store.start()).rejects.toMatchObject({ code: 'usage', message: 'Choose a picture first.' });

    store.selection.setContent(picture('photo.jpg'));
    await expect(store.start()).rejects.toMatchObject({ code: 'usage', message: 'Choose a style first.' });
  });

  it('can follow a run that has ended or was cancelled', async () => {
    const { store, session, engine } = await running();
    session.cancel();
    await settled();

    await begin(store);
    await engine.run.failed(new StylizeError('engine-failed', 'Gone.'));
    const third = await begin(store);

    expect(engine.runs).toHaveLength(3);
    expect(store.runs.active).toBe(third);
  });
});

describe('changes during a run', () => {
  it.each([
    ['content.weight', 5, { 'content.weight': 5 }],
    ['style.weight', 7, { 'style.weight': 7 }],
    ['totalVariation.weight', 0, { 'totalVariation.weight': 0 }],
  ])('%s takes effect at once', async (key, value, expected) => {
    const { store, engine } = await running();

    await store.change(key, value);
    await settled();

    expect(engine.run.updates).toEqual([expected]);
    expect(store.selection.choices.changes).toEqual({ [key]: value });
  });

  it('returning to the recipe takes effect as well', async () => {
    const { store, engine } = await running();
    await store.change('style.weight', 7);
    await settled();

    await store.reset();
    await settled();

    expect(engine.run.updates).toEqual([{ 'style.weight': 7 }, { 'style.weight': 1 }]);
  });

  it('that change what weights mean wait for the next run, with their weights', async () => {
    const { store, engine } = await running();

    await store.change('gradientNormalization', true);
    await settled();
    expect(store.recipe).toMatchObject({ style: { weight: 100 } });
    await store.change('style.weight', 7);
    await settled();

    expect(engine.run.updates).toEqual([{ 'style.weight': 7 }]);
  });

  it('of other values wait for the next run', async () => {
    const { store, engine } = await running();

    await store.change('size', 128);
    await settled();

    expect(engine.run.updates).toEqual([]);
    expect(store.recipe?.size).toBe(128);
  });

  it('of the style mix go to the run that has these styles', async () => {
    const { store, engine } = await running();

    store.selection.setMix({ [style('waves.jpg').uri]: 1, [style('mosaic.jpg').uri]: 0.25 });
    await settled();
    store.selection.addStyle(picture('autumn.jpg'));
    store.selection.setMix({
      [style('waves.jpg').uri]: 0.75,
      [style('mosaic.jpg').uri]: 0.25,
      [style('autumn.jpg').uri]: 1,
    });
    await settled();

    expect(engine.run.updates).toEqual([{ mix: [1, 0.25] }]);
  });

  it('never leave a run without any style', async () => {
    const { store, engine } = await running();

    store.selection.setMix({ [style('waves.jpg').uri]: 0, [style('mosaic.jpg').uri]: 0.5 });
    store.selection.setMix({ [style('waves.jpg').uri]: 0, [style('mosaic.jpg').uri]: 0 });
    await settled();

    expect(engine.run.updates).toEqual([{ mix: [0, 0.5] }]);
  });

  it('that are invalid are refused and change nothing', async () => {
    const { store } = await running();

    await expect(store.change('size', -3)).rejects.toMatchObject({ code: 'bad-setting' });
    await expect(store.change('__proto__.polluted', 1)).rejects.toMatchObject({ code: 'bad-setting' });
    await expect(store.change('constructor.prototype.polluted', 1)).rejects.toMatchObject({
      code: 'bad-setting',
    });

    expect(store.selection.choices.changes).toEqual({});
    expect('polluted' in {}).toBe(false);
  });
});

describe('which changes act at once', () => {
  const weights = ['content.weight', 'style.weight', 'totalVariation.weight'];

  it('is said while the run of this picture goes on', async () => {
    const { store, engine } = await running();
    expect(store.live.keys).toEqual([...weights, 'mix']);

    store.selection.removeStyle(style('mosaic.jpg').uri);
    expect(store.live.keys).toEqual(weights);
    await store.undo();
    expect(store.live.keys).toEqual([...weights, 'mix']);

    await engine.run.done();
    expect(store.live.keys).toEqual([]);
  });

  it('is none when another picture or recipe has been chosen for the next run', async () => {
    const { store, engine } = await running();

    store.selection.setContent(picture('other.jpg'));
    await store.change('style.weight', 7);
    expect(store.live.keys).toEqual([]);
    store.selection.setContent(picture('photo.jpg'));
    await settled();

    // Back at its picture, the run gets what is chosen now.
    expect(engine.run.updates).toEqual([{ 'style.weight': 7 }]);
    await store.selectRecipe('other');
    expect(store.live.keys).toEqual([]);
  });
});

describe('undo', () => {
  it('takes back what was chosen, step by step, and does it again', async () => {
    const { store } = createStore();
    await store.load();
    store.selection.use(choices());
    const steps = [store.selection.choices];
    const then = async (change: () => unknown) => {
      await change();
      steps.push(store.selection.choices);
    };
    await then(() => store.change('style.weight', 7));
    await then(() => {
      store.selection.addStyle(picture('mosaic.jpg'));
    });
    await then(() => {
      store.selection.setContent(picture('other.jpg'));
    });
    await then(() => store.selectRecipe('other'));
    await then(() => store.changeAll({ size: 128, iterations: 20 }));
    await then(() => store.reset());
    await then(() => {
      store.selection.removeStyle(style('waves.jpg').uri);
    });

    for (const before of steps.slice(0, -1).reverse()) {
      await store.undo();
      expect(store.selection.choices).toEqual(before);
    }
    for (const after of steps.slice(1)) {
      await store.redo();
      expect(store.selection.choices).toEqual(after);
    }
    expect(store.selection.canRedo).toBe(false);
  });

  it('takes a slider that was dragged for one step, and one moved later for another', async () => {
    const { store, clock } = createStore();
    await store.load();
    for (const weight of [2, 3, 4]) {
      await store.change('style.weight', weight);
      clock.advance(100);
    }
    clock.advance(1500);
    await store.change('style.weight', 5);
    await store.change('content.weight', 5);

    await store.undo();
    expect(store.selection.choices.changes).toEqual({ 'style.weight': 5 });
    await store.undo();
    expect(store.selection.choices.changes).toEqual({ 'style.weight': 4 });
    await store.undo();
    expect(store.selection.choices.changes).toEqual({});
    expect(store.selection.canUndo).toBe(false);
  });

  it('acts on the run under way', async () => {
    const { store, engine } = await running();
    await store.change('style.weight', 7);
    store.selection.setMix({ [style('waves.jpg').uri]: 0.25, [style('mosaic.jpg').uri]: 0.75 });
    await settled();

    await store.undo();
    await settled();
    await store.undo();
    await settled();

    expect(engine.run.updates).toEqual([
      { 'style.weight': 7 },
      { mix: [0.25, 0.75] },
      { mix: [1, 0.5] },
      { 'style.weight': 1 },
    ]);
  });

  it('ends what can be redone when something else is changed, and counts no change that is none', async () => {
    const { store } = createStore();
    await store.load();
    await store.change('size', 128);
    await store.undo();
    expect(store.selection.canRedo).toBe(true);
    await store.change('size', 512);
    expect(store.selection.canRedo).toBe(true);

    await store.change('size', 256);

    expect(store.selection.canRedo).toBe(false);
  });
});

describe('changes that the recipe does not take any more', () => {
  const remembered = () =>
    createStore({
      memory: fakeMemory({ selection: choices({ changes: { 'style.sparkle': 3, iterations: 50 } }) }),
    });

  it('are kept and said; the others hold, and nobody is told while the panel is drawn', async () => {
    const { store, engine, clock } = remembered();
    await store.load();
    clock.advance(1000);
    let told = 0;
    store.onChange(() => told++);

    expect(store.recipe).toMatchObject({ iterations: 50 });
    expect(store.applied?.setAside).toMatchObject([{ key: 'style.sparkle' }]);
    clock.advance(1000);
    expect(told).toBe(0);
    expect(store.selection.choices.changes).toEqual({ 'style.sparkle': 3, iterations: 50 });

    await begin(store);
    expect(engine.run.request.settings).toEqual({ iterations: 50 });
  });

  it('can be forgotten one by one', async () => {
    const { store } = remembered();
    await store.load();

    await store.reset('style.sparkle');

    expect(store.selection.choices.changes).toEqual({ iterations: 50 });
    expect(store.applied?.setAside).toEqual([]);
  });
});

describe('another recipe', () => {
  it('keeps the size and iterations, and gives back the rest when the first is chosen again', async () => {
    const memory = fakeMemory();
    const { store } = createStore({ memory });
    await store.load();
    await store.changeAll({ size: 1024, iterations: 60, 'style.weight': 7 });

    await store.selectRecipe('other');
    expect(store.selection.choices.changes).toEqual({ size: 1024, iterations: 60 });
    await store.change('size', 256);

    // Also in the next window.
    const { store: later } = createStore({ memory });
    await later.load();
    await later.selectRecipe('studio');
    expect(later.selection.choices.changes).toEqual({ size: 256, iterations: 60, 'style.weight': 7 });
  });
});

describe('a run that ends', () => {
  it('is in the history with all that it takes to repeat it', async () => {
    const { store, engine, session } = await running();

    await engine.run.done();

    expect(session.state).toBe('done');
    expect(store.runs.results).toMatchObject([
      {
        id: session.id,
        picture: { uri: 'file:///storage/photo.jpg.stylized.png', width: 64, height: 48 },
        subject: { title: 'Studio', choices: session.subject.choices },
      },
    ]);
  });

  it.each(['cancelled', 'failed'] as const)('as %s leaves no picture', async (how) => {
    const { store, engine, session } = await running();

    if (how === 'cancelled') session.cancel();
    else await engine.run.failed(new StylizeError('out-of-memory', 'Too large.'));
    await settled();

    expect(session.state).toBe(how);
    expect(store.runs.results).toEqual([]);
    expect(store.runs.ended).toEqual([session]);
  });

  it('tells how before anybody hears that it has ended', async () => {
    const { store, engine, session } = await running();
    const heard: (string | undefined)[] = [];
    store.runs.onEnd((run) => heard.push(run.state, run.id));

    await engine.run.done(true);

    expect(heard).toEqual(['stopped', session.id]);
  });
});

describe('progress', () => {
  it('is told at most ten times a second, and the last of it always', async () => {
    const { store, engine, clock } = await running();
    const told: (number | undefined)[] = [];
    store.runs.onProgress((session) => told.push(session.progress?.iteration));

    for (let iteration = 1; iteration <= 50; iteration++) {
      engine.run.step(iteration);
      clock.advance(10);
    }
    clock.advance(100);

    expect(told.length).toBeLessThanOrEqual(7);
    expect(told.at(-1)).toBe(50);
  });
});

describe('what is remembered', () => {
  it('is there again in the next window', async () => {
    const memory = fakeMemory();
    const before = createStore({ memory });
    await before.store.load();
    before.store.selection.use(choices());
    await before.store.change('iterations', 50);
    await begin(before.store);
    await before.engine.run.done();

    const after = createStore({ memory });

    expect(after.store.selection.choices).toEqual(choices({ changes: { iterations: 50 } }));
    expect(after.store.runs.results.map(({ note }) => note)).toEqual(
      before.store.runs.results.map(({ note }) => note),
    );
  });

  it('tells of a run that was cut off with the window, once, and it can be started again', async () => {
    const memory = fakeMemory();
    const before = createStore({ memory });
    before.store.selection.use(choices());
    const session = await begin(before.store);
    before.store.dispose();
    session.cancel();
    await settled();

    const after = createStore({ memory });
    await settled();
    const again = createStore({ memory });

    expect(after.store.runs.current).toMatchObject({
      id: session.id,
      state: 'failed',
      subject: session.subject,
      end: { error: { message: 'The window was closed while this picture was painted.' } },
    });
    expect(after.store.runs.isBusy).toBe(false);
    expect(again.store.runs.current).toBeUndefined();
  });

  it('knows nothing of a run that has ended', async () => {
    const memory = fakeMemory();
    const before = createStore({ memory });
    before.store.selection.use(choices());
    await begin(before.store);
    await before.engine.run.done();

    expect(createStore({ memory }).store.runs.current).toBeUndefined();
  });

  it('is passed over when it is damaged', () => {
    const { store } = createStore({
      memory: fakeMemory({ selection: { styles: 3 }, runs: 'none' }),
      preferences: { recipe: 'neural-style', device: 'cpu' },
    });

    expect(store.selection.choices).toEqual({
      styles: [],
      recipe: 'neural-style',
      changes: {},
      device: 'cpu',
    });
    expect(store.runs.all).toEqual([]);
  });

  it('may name a recipe that is gone: then it is the default', async () => {
    const { store } = createStore({ memory: fakeMemory({ selection: choices({ recipe: 'gone' }) }) });

    await store.load();

    expect(store.recipe?.name).toBe('studio');
    expect(store.selection.choices.recipe).toBe('studio');
    expect(store.missingRecipe).toBe('gone');
    await store.selectRecipe('other');
    expect(store.missingRecipe).toBeUndefined();
  });
});
