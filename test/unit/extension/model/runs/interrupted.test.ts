import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../../src/channel/errors';
import { runEntry, runView } from '../../../../../src/extension/model/views/run-views';
import { begin, choices, createStore, fakeMemory, picture, settled } from '../../fakes';

const show = () => undefined;

/** A window that is closed while it paints, with two more pictures waiting. */
async function closed({ step = 120 }: { step?: number } = {}) {
  const memory = fakeMemory();
  const before = createStore({ memory });
  for (const name of ['a.png', 'b.png', 'c.png']) {
    before.store.selection.use(choices({ content: picture(name) }));
    await begin(before.store);
  }
  const [run] = before.store.runs.all;
  before.engine.run.step(step);
  const paint = (iteration: number) => {
    before.engine.run.emit('checkpoint', { id: 'kept-1', iteration });
  };
  const close = async () => {
    before.store.dispose();
    await before.engine.run.failed(new StylizeError('engine-failed', 'The engine has been shut down.'));
    return createStore({ memory });
  };
  return { run: run!, paint, close, before };
}

const stored = (id = 'kept-1') => new Set([id]);

describe('a run that closing the window has interrupted', () => {
  it('can be resumed in the next window, under its own name', async () => {
    const { run, paint, close, before } = await closed();
    paint(120);
    const { store, engine } = await close();
    expect(before.removed).toEqual([]);

    const [interrupted] = store.runs.resumable;
    expect(interrupted).toMatchObject({ id: run.id, state: 'interrupted' });
    expect(runEntry(interrupted!, show)).toMatchObject({ canResume: true, fraction: 0.4, iteration: 120 });
    expect(store.runs.current).toBe(interrupted);

    store.runs.resume(run.id);
    await settled();
    expect(engine.resumed).toEqual([{ id: 'kept-1', preview: { everyMilliseconds: 100 }, limits: {} }]);
    expect(engine.run.request.run).toBe(run.id);
    const active = store.runs.active!;
    expect(runView(active, show)).toMatchObject({
      id: run.id,
      state: 'preparing',
      label: 'a.png',
      iteration: 120,
    });
    engine.run.step(121);
    expect(runView(active, show).iteration).toBe(121);

    await engine.run.done();
    expect(active).toMatchObject({ state: 'done', canResume: false });
    expect(store.runs.resumable).toEqual([]);
  });

  it('is begun anew where nothing of it was stored', async () => {
    const { run, close, before } = await closed();
    const { store } = await close();

    expect(store.runs.resumable).toEqual([]);
    expect(store.runs.find(run.id)!.end).toMatchObject({
      state: 'failed',
      error: { hint: 'Start it again.' },
    });
    expect(before.removed).toEqual(['file:///storage/a.png.stylized.png']);
  });

  it('is resumed at once, though the queue waits for the person', async () => {
    const { run, paint, close } = await closed();
    paint(120);
    const { store } = await close();
    expect(store.runs.isHeld).toBe(true);

    store.runs.resume(run.id);
    await settled();

    expect(store.runs.active?.id).toBe(run.id);
    expect(store.runs.queue.map(({ subject }) => subject.content.name)).toEqual(['b.png', 'c.png']);
  });

  it('is told all weights with the first change, since an earlier window may have changed them', async () => {
    const { run, paint, close } = await closed();
    paint(120);
    const { store, engine } = await close();
    await store.load();
    store.selection.use(run.subject.choices);
    store.runs.resume(run.id);
    await settled();
    expect(engine.run.updates).toEqual([]);

    await store.change('style.weight', 5);
    await settled();

    expect(engine.run.updates).toMatchObject([
      { 'style.weight': 5, 'content.weight': 300, 'totalVariation.weight': 10, mix: [1] },
    ]);
  });

  it('waits while another is painted, and is not lost when it is taken from the queue', async () => {
    const { run, paint, close } = await closed();
    paint(120);
    const { store, engine } = await close();
    store.runs.continue();
    await settled();

    store.runs.resume(run.id);
    expect(store.runs.queue.map(({ subject }) => subject.content.name)).toEqual(['a.png', 'c.png']);
    store.runs.remove(...store.runs.queue.map(({ id }) => id));
    expect(store.runs.resumable.map(({ id }) => id)).toEqual([run.id]);

    store.runs.resume(run.id);
    await engine.run.done();
    await settled();
    expect(engine.resumed).toHaveLength(1);
    expect(store.runs.active?.id).toBe(run.id);
  });

  it('says that it is begun anew when the engine has lost its state', async () => {
    const { run, paint, close } = await closed();
    paint(120);
    const { store } = await close();

    store.runs.keepCheckpoints(stored());
    expect(store.runs.resumable).toHaveLength(1);
    store.runs.keepCheckpoints(new Set());

    expect(store.runs.resumable).toEqual([]);
    expect(store.runs.find(run.id)!.end).toMatchObject({
      state: 'failed',
      error: { hint: 'Start it again.' },
    });
  });

  it('can be interrupted once more', async () => {
    const { run, paint, close } = await closed();
    paint(120);
    const memory = fakeMemory();
    const second = await close();
    second.store.runs.resume(run.id);
    await settled();
    second.engine.run.step(200);
    second.engine.run.emit('checkpoint', { id: 'kept-2', iteration: 200 });
    const { note } = second.store.runs.find(run.id)!;
    memory.update('runs', [note]);

    const third = createStore({ memory });

    expect(third.store.runs.resumable[0]).toMatchObject({
      id: run.id,
      checkpoint: { id: 'kept-2', iteration: 200 },
    });
  });
});

describe('the stored state of a run', () => {
  const running = async () => {
    const made = createStore();
    made.store.selection.use(choices());
    const run = await begin(made.store);
    made.engine.run.step(30);
    made.engine.run.emit('checkpoint', { id: 'kept-1', iteration: 30 });
    const discarded = () =>
      made.engine.requests.filter(({ name }) => name === 'discardCheckpoint').map(({ params }) => params);
    return { ...made, run, discarded };
  };

  it('lets a run that has failed be resumed', async () => {
    const { store, engine, run } = await running();

    await engine.run.failed(new StylizeError('out-of-memory', 'Not enough memory.'));

    expect(run).toMatchObject({ state: 'failed', canResume: true });
    store.runs.resume(run.id);
    await settled();
    expect(engine.resumed).toMatchObject([{ id: 'kept-1' }]);
  });

  it('is the engine’s to remove when the run is done or cancelled', async () => {
    const { store, engine, run, discarded } = await running();

    run.cancel();
    await settled();
    store.runs.remove(run.id);
    store.selection.use(choices({ content: picture('other.png') }));
    await begin(store);
    await engine.run.done();

    expect(run.canResume).toBe(false);
    expect(discarded()).toEqual([]);
  });

  it('is discarded when its removal can no longer be undone', async () => {
    const { store, engine, run, discarded } = await running();
    await engine.run.failed(new StylizeError('out-of-memory', 'Not enough memory.'));

    store.runs.remove(run.id);
    expect(discarded()).toEqual([]);
    store.selection.use(choices({ content: picture('other.png') }));
    await begin(store);

    expect(discarded()).toEqual([{ id: 'kept-1' }]);
  });

  it('is discarded by the next engine where none is running', async () => {
    const { store, engine, run, discarded } = await running();
    await engine.run.failed(new StylizeError('out-of-memory', 'Not enough memory.'));
    engine.enter('stopped');

    store.runs.remove(run.id);
    store.runs.forget();
    expect(discarded()).toEqual([]);
    engine.enter('ready');
    engine.enter('busy');

    expect(discarded()).toEqual([{ id: 'kept-1' }]);
  });
});

it('keeps the picture of a removed run that another is painted on from', async () => {
  const { store, engine, removed } = createStore();
  store.selection.use(choices());
  const run = await begin(store);
  await engine.run.done();
  const changes = { 'initial.image': 'file', 'initial.file': '/storage/photo.jpg.stylized.png' };
  const next = await store.startWith(choices({ changes }));
  await settled();

  store.runs.remove(run.id);
  await engine.run.done();
  await begin(store);

  expect(store.runs.find(run.id)).toBeUndefined();
  expect(store.runs.find(next.id)).toBeDefined();
  expect(removed).toEqual([]);
});

it('puts a run that goes first before those that wait', async () => {
  const { store } = createStore();
  for (const name of ['a.png', 'b.png']) {
    store.selection.use(choices({ content: picture(name) }));
    await begin(store);
  }

  store.runs.add(
    choices({ content: picture('first.png') }),
    { title: 'Studio', iterations: 40 },
    { isFirst: true },
  );

  expect(store.runs.queue.map(({ subject }) => subject.content.name)).toEqual(['first.png', 'b.png']);
});
