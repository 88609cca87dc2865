import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../src/protocol/errors';
import { choices, createStore, fakeMemory, picture, settled, style } from './fakes';

async function running() {
  const made = createStore();
  await made.store.load();
  made.store.selection.use(choices({ styles: [style('waves.jpg'), style('mosaic.jpg', 0.5)] }));
  const session = await made.store.start();
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

    await store.start();

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

  it('is refused without a picture, without a style, and while another goes on', async () => {
    const { store } = createStore();
    await expect(store.start()).rejects.toMatchObject({ code: 'usage', message: 'Choose a picture first.' });

    store.selection.setContent(picture('photo.jpg'));
    await expect(store.start()).rejects.toMatchObject({ code: 'usage', message: 'Choose a style first.' });

    store.selection.addStyle(picture('waves.jpg'));
    const first = store.start();
    await expect(store.start()).rejects.toMatchObject({ code: 'busy' });
    await first;
    await expect(store.start()).rejects.toMatchObject({ code: 'busy' });
  });

  it('can follow a run that has ended or was cancelled', async () => {
    const { store, session, engine } = await running();
    session.cancel();
    await settled();

    await store.start();
    await engine.run.failed(new StylizeError('engine-failed', 'Gone.'));
    const third = await store.start();

    expect(engine.runs).toHaveLength(3);
    expect(store.runs.active).toBe(third);
  });
});

describe('changes during a run', () => {
  it.each([
    ['content.weight', 5, { contentWeight: 5 }],
    ['style.weight', 7, { styleWeight: 7 }],
    ['totalVariation.weight', 0, { totalVariationWeight: 0 }],
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

    store.reset();
    await settled();

    expect(engine.run.updates).toEqual([{ styleWeight: 7 }, { styleWeight: 1 }]);
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

    store.setStyleWeight(1, 0.25);
    await settled();
    store.selection.addStyle(picture('autumn.jpg'));
    store.setStyleWeight(0, 0.75);
    await settled();

    expect(engine.run.updates).toEqual([{ styleMix: [1, 0.25] }]);
  });

  it('never leave a run without any style', async () => {
    const { store, engine } = await running();

    store.setStyleWeight(0, 0);
    store.setStyleWeight(1, 0);
    await settled();

    expect(engine.run.updates).toEqual([{ styleMix: [0, 0.5] }]);
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

describe('a run that ends', () => {
  it('is in the history with all that it takes to repeat it', async () => {
    const { store, engine, session } = await running();

    await engine.run.done();

    expect(session.state).toBe('done');
    expect(store.history.records).toMatchObject([
      {
        id: session.id,
        uri: 'file:///storage/photo.jpg.stylized.png',
        recipe: 'Studio',
        width: 64,
        height: 48,
        choices: session.subject.choices,
      },
    ]);
  });

  it.each(['cancelled', 'failed'] as const)('as %s leaves no record', async (how) => {
    const { store, engine, session } = await running();

    if (how === 'cancelled') session.cancel();
    else await engine.run.failed(new StylizeError('out-of-memory', 'Too large.'));
    await settled();

    expect(session.state).toBe(how);
    expect(store.history.records).toEqual([]);
  });

  it('tells how before anybody hears that it has ended', async () => {
    const { store, engine } = await running();
    const heard: (string | undefined)[] = [];
    store.runs.onEnd(({ session, record }) => heard.push(session.state, record?.id));

    await engine.run.done(true);

    expect(heard).toEqual(['stopped', 'run-0']);
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
    await before.store.start();
    await before.engine.run.done();

    const after = createStore({ memory });

    expect(after.store.selection.choices).toEqual(choices({ changes: { iterations: 50 } }));
    expect(after.store.history.records).toEqual(before.store.history.records);
  });

  it('tells of a run that was cut off with the window, once, and it can be started again', async () => {
    const memory = fakeMemory();
    const before = createStore({ memory });
    before.store.selection.use(choices());
    const session = await before.store.start();
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
      outcome: { error: { message: 'The window was closed while this picture was painted.' } },
    });
    expect(after.store.runs.isBusy).toBe(false);
    expect(again.store.runs.current).toBeUndefined();
  });

  it('knows nothing of a run that has ended', async () => {
    const memory = fakeMemory();
    const before = createStore({ memory });
    before.store.selection.use(choices());
    await before.store.start();
    await before.engine.run.done();

    expect(createStore({ memory }).store.runs.current).toBeUndefined();
  });

  it('is passed over when it is damaged', () => {
    const { store } = createStore({
      memory: fakeMemory({ selection: { styles: 3 }, history: 'none' }),
      preferences: { recipe: 'neural-style', device: 'cpu' },
    });

    expect(store.selection.choices).toEqual({
      styles: [],
      recipe: 'neural-style',
      changes: {},
      device: 'cpu',
    });
    expect(store.history.records).toEqual([]);
  });

  it('may name a recipe that is gone: then it is the default', async () => {
    const { store } = createStore({ memory: fakeMemory({ selection: choices({ recipe: 'gone' }) }) });

    await store.load();

    expect(store.recipe?.name).toBe('studio');
    expect(store.selection.choices.recipe).toBe('studio');
  });
});
