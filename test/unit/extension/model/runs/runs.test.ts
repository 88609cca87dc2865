import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../../src/channel/errors';
import { viewerState } from '../../../../../src/extension/model/views/run-views';
import { shownRun } from '../../../../../src/extension/model/views/view-states';
import { begin, choices, createStore, fakeMemory, picture, settled } from '../../fakes';

/** A store with runs of these pictures, of which the first one has begun. */
async function queued(names: readonly string[], options: Parameters<typeof createStore>[0] = {}) {
  const made = createStore(options);
  const runs = [];
  for (const name of names) {
    made.store.selection.use(choices({ content: picture(name) }));
    runs.push(await begin(made.store));
  }
  const order = () => made.store.runs.queue.map(({ subject }) => subject.content.name);
  return { ...made, runs, order };
}

describe('the queue', () => {
  it('begins one run when the one before is over, however that ended', async () => {
    const { store, engine, runs, order } = await queued(['a.png', 'b.png', 'c.png', 'd.png']);
    expect(runs.map(({ state }) => state)).toEqual(['preparing', 'queued', 'queued', 'queued']);

    await engine.run.done();
    await settled();
    expect(store.runs.active).toBe(runs[1]);
    await engine.run.failed(new StylizeError('bad-image', 'b.png is damaged.'));
    await settled();
    expect(store.runs.active).toBe(runs[2]);
    store.runs.active!.cancel();
    await settled();

    expect(runs.map(({ state }) => state)).toEqual(['done', 'failed', 'cancelled', 'preparing']);
    expect(engine.runs.map(({ request }) => request.content)).toEqual(
      ['a.png', 'b.png', 'c.png', 'd.png'].map((name) => `/pictures/${name}`),
    );
    expect(order()).toEqual([]);
  });

  it('can be reordered', async () => {
    const { store, runs, order } = await queued(['a.png', 'b.png', 'c.png', 'd.png']);

    store.runs.move(runs[3]!.id, -2);
    expect(order()).toEqual(['d.png', 'b.png', 'c.png']);
    store.runs.move(runs[1]!.id, 1);
    expect(order()).toEqual(['d.png', 'c.png', 'b.png']);
    store.runs.move(runs[3]!.id, -1);
    store.runs.move(runs[0]!.id, 1);

    expect(order()).toEqual(['d.png', 'c.png', 'b.png']);
  });

  it('can be emptied, and what was taken out given back in its place', async () => {
    const { store, runs, order, engine } = await queued(['a.png', 'b.png', 'c.png']);

    store.runs.remove(...runs.map(({ id }) => id));
    expect(order()).toEqual([]);
    expect(store.runs.active).toBe(runs[0]);
    store.runs.restore(...runs.map(({ id }) => id));
    expect(order()).toEqual(['b.png', 'c.png']);

    store.runs.remove(runs[1]!.id);
    await engine.run.done();
    await settled();
    expect(store.runs.active).toBe(runs[2]);
  });

  it('takes several pictures with the same settings, each a run of its own', async () => {
    const { store, engine, order } = await queued([]);
    store.selection.use(choices());
    store.selection.setContents(['a.png', 'b.png', 'c.png'].map(picture));
    await begin(store);

    expect(order()).toEqual(['b.png', 'c.png']);
    expect(engine.run.request.content).toBe('/pictures/a.png');
    const batches = new Set(store.runs.all.map(({ subject }) => subject.batch));
    expect(batches.size).toBe(1);
    expect(batches.has(undefined)).toBe(false);
    // Start, pressed once more, is about one picture again.
    expect(store.selection.batch).toEqual([]);
    expect(store.selection.choices.content).toEqual(picture('a.png'));
  });

  it('waits for the person after an error that the next run would meet as well', async () => {
    const { store, engine, runs, order } = await queued(['a.png', 'b.png', 'c.png']);

    await engine.run.failed(new StylizeError('network-missing', 'VGG-19 is not installed.'));
    await settled();
    expect(order()).toEqual(['b.png', 'c.png']);
    expect(store.runs).toMatchObject({ isHeld: true, active: undefined });

    store.runs.continue();
    await settled();
    expect(store.runs.active).toBe(runs[1]);
    expect(store.runs.isHeld).toBe(false);
  });

  it('waits for the person when the engine has failed for good', async () => {
    const { store, engine, order } = await queued(['a.png', 'b.png']);
    engine.status = { state: 'failed' };

    await engine.run.failed(new StylizeError('engine-failed', 'The engine has crashed too often.'));
    await settled();

    expect(order()).toEqual(['b.png']);
    expect(store.runs.isHeld).toBe(true);
  });

  it('lets a new run begin at once while it waits for the person', async () => {
    const { store, engine, order } = await queued(['a.png', 'b.png']);
    await engine.run.failed(new StylizeError('network-missing', 'VGG-19 is not installed.'));
    await settled();

    store.selection.use(choices({ content: picture('new.png') }));
    const run = await begin(store);

    expect(store.runs.active).toBe(run);
    expect(order()).toEqual(['b.png']);
  });

  it('is there in the next window, and waits for the person; the run that was cut off says so', async () => {
    const memory = fakeMemory();
    const before = await queued(['a.png', 'b.png', 'c.png'], { memory });
    before.store.dispose();
    before.runs[0]!.cancel();

    const { store, engine } = createStore({ memory });
    await settled();

    expect(store.runs.current).toMatchObject({ id: before.runs[0]!.id, state: 'failed' });
    expect(store.runs.queue.map(({ id }) => id)).toEqual(before.runs.slice(1).map(({ id }) => id));
    expect(store.runs.isHeld).toBe(true);
    expect(engine.runs).toEqual([]);
    store.runs.continue();
    await settled();
    expect(engine.run.request.content).toBe('/pictures/b.png');
    await engine.run.done();
    await settled();
    expect(engine.run.request.content).toBe('/pictures/c.png');
    expect(createStore({ memory }).store.runs.results).toHaveLength(1);
  });

  it('gives up a run before the engine was asked', async () => {
    const { store, engine } = await queued([]);
    store.selection.use(choices());
    const run = await store.start();
    run.cancel();
    await settled();

    expect(run.state).toBe('cancelled');
    expect(store.runs.isBusy).toBe(false);
    expect(engine.runs.every(({ handle }) => handle.state === 'cancelled')).toBe(true);
  });
});

describe('a result', () => {
  it('that is removed can be given back until another run is added', async () => {
    const { store, engine, runs, removed } = await queued(['a.png']);
    await engine.run.done();
    const [run] = runs;

    store.runs.remove(run!.id);
    expect(store.runs.results).toEqual([]);
    expect(removed).toEqual([]);
    store.runs.restore(run!.id);
    expect(store.runs.results).toEqual([run]);

    store.runs.remove(run!.id);
    await begin(store);
    expect(removed).toEqual(['file:///storage/a.png.stylized.png']);
    expect(store.runs.find(run!.id)).toBeUndefined();
  });

  it('that was removed is gone in the next window, with its file', async () => {
    const memory = fakeMemory();
    const { store, engine, runs } = await queued(['a.png'], { memory });
    await engine.run.done();
    store.runs.remove(runs[0]!.id);

    const next = createStore({ memory });

    expect(next.store.runs.all).toEqual([]);
    expect(next.removed).toEqual(['file:///storage/a.png.stylized.png']);
  });

  it('is never forgotten before it is saved, however many there are', async () => {
    const { store, engine } = await queued([]);
    store.selection.use(choices());
    for (let count = 0; count < 60; count++) {
      const run = await begin(store);
      await engine.run.done();
      await settled();
      if (count < 5) store.runs.markSaved(run.id, `file:///saved/${count}.png`);
    }

    expect(store.runs.results).toHaveLength(55);
    expect(store.runs.results.every(({ saved }) => saved === undefined)).toBe(true);
  });

  it('has a number of its own among those of its picture', async () => {
    const { store, runs, engine } = await queued(['a.png', 'a.png', 'b.png']);
    for (let count = 0; count < 3; count++) {
      await engine.run.done();
      await settled();
    }
    const show = (uri: string) => uri;

    expect(runs.map(({ subject }) => subject.number)).toEqual([1, 2, 1]);
    const [first, second, other] = runs.map(({ id }) => viewerState(id, store.runs, show));
    expect([first?.name, second?.name, other?.name]).toEqual(['a.png', 'a.png (2)', 'b.png']);
    // Only those of the same picture can be compared.
    expect(first?.others.map(({ number }) => number)).toEqual([2]);
    expect(other?.others).toEqual([]);
  });

  it('leaves no empty place behind when there is none', async () => {
    const { engine, removed } = await queued(['a.png', 'b.png']);

    await engine.run.failed(new StylizeError('out-of-memory', 'Too large.'));
    await settled();
    await engine.run.done();

    expect(removed).toEqual(['file:///storage/a.png.stylized.png']);
  });
});

describe('an error beside the buttons', () => {
  async function failed() {
    const made = await queued(['a.png']);
    await made.engine.run.failed(new StylizeError('out-of-memory', 'Too large.'));
    await settled();
    expect(shownRun(made.store)).toBe(made.runs[0]);
    return made;
  }

  it('is gone when another picture is chosen', async () => {
    const { store } = await failed();

    store.selection.setContent(picture('b.png'));

    expect(shownRun(store)).toBeUndefined();
  });

  it('is gone when a setting is changed that may put it right', async () => {
    const { store } = await failed();

    await store.change('size', 64);

    expect(shownRun(store)).toBeUndefined();
  });

  it('is gone when the person dismisses it, and the run stays in the history', async () => {
    const { store, runs } = await failed();

    store.runs.dismiss(runs[0]!.id);

    expect(shownRun(store)).toBeUndefined();
    expect(store.runs.ended).toEqual(runs);
  });

  it('is that of the run of the chosen picture, not of one in the queue', async () => {
    const { store, engine, runs } = await queued(['a.png', 'b.png']);
    store.selection.setContent(picture('a.png'));

    await engine.run.failed(new StylizeError('out-of-memory', 'Too large.'));
    await settled();

    expect(shownRun(store)).toBe(runs[1]);
  });
});

describe('the last sound picture of a run that fails', () => {
  const rescued = { path: '/storage/a.unfinished.png', width: 32, height: 24, iterations: 120 };
  const picture = { uri: 'file:///storage/a.unfinished.png', width: 32, height: 24 };

  it('is shown and can be saved, beside the error', async () => {
    const { store, engine, runs, removed } = await queued(['a.jpg'], {
      preferences: { resultName: () => 'a.stylized.jpg' },
    });

    await engine.run.failed(new StylizeError('out-of-memory', 'Too large.', { rescued }));
    await settled();

    const [run] = runs;
    expect(run).toMatchObject({ state: 'failed', picture });
    expect(store.runs.results).toEqual([run]);
    expect(removed).toEqual([]);
    expect(viewerState(run!.id, store.runs, (uri) => uri)).toMatchObject({
      result: picture.uri,
      run: {
        iteration: 120,
        width: 32,
        error: { message: 'Too large.' },
        // It is no JPEG, whatever the result would have been.
        result: { name: 'a.stylized.png', saved: false },
      },
    });
  });

  it('is there in the next window when the run was cut off with the one before', async () => {
    const memory = fakeMemory();
    const { store, engine } = await queued(['a.png'], { memory });
    engine.run.emit('kept', rescued);
    store.dispose();

    const next = createStore({ memory });

    expect(next.store.runs.results).toMatchObject([{ state: 'failed', picture }]);
    expect(next.removed).toEqual([]);
  });
});

it('what the person should know of a run is shown with it', async () => {
  const { store, engine, runs } = await queued(['a.png']);

  engine.run.emit('remark', { message: 'It goes on with another Node.' });

  expect(viewerState(runs[0]!.id, store.runs, (uri) => uri).run?.remarks).toEqual([
    'It goes on with another Node.',
  ]);
});
