import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../../src/channel/errors';
import { Batches, type BatchSummary } from '../../../../../src/extension/model/runs/batches';
import { begin, choices, createStore, picture, settled } from '../../fakes';

async function batch(...names: string[]) {
  const made = createStore();
  const told: BatchSummary[] = [];
  const { runs, selection } = made.store;
  const batches = new Batches(runs, (summary) => told.push(summary));
  selection.use(choices());
  selection.setContents(names.map(picture));
  await begin(made.store);
  // They are settled one after the other, some time after they have ended.
  runs.onEnd((run) => {
    const error = run.end?.error && StylizeError.fromData(run.end.error);
    if (run.picture) runs.markSaved(run.id, 'file:///saved.png');
    setImmediate(() => {
      batches.settle(run, run.subject.batch!, error);
    });
  });
  runs.onChange(() => {
    batches.update();
  });
  return { ...made, told };
}

describe('runs that were started together', () => {
  it('are told of once, when the last of them is over, with every failure', async () => {
    const { engine, told } = await batch('a.png', 'b.png', 'c.png', 'd.png');
    await engine.run.failed(new StylizeError('bad-image', 'a.png is damaged.'));
    await settled();
    await engine.run.done();
    await settled();
    await engine.run.failed(new StylizeError('out-of-memory', 'Too large.'));
    await settled();
    expect(told).toEqual([]);

    await engine.run.done();
    await settled();
    await settled();

    const summary = told[0]!;
    expect([told.length, summary.count, summary.saved]).toEqual([1, 4, 2]);
    expect(summary.failures.map(({ name, error }) => [name, error.message])).toEqual([
      ['a.png', 'a.png is damaged.'],
      ['c.png', 'Too large.'],
    ]);
  });

  it('are told of with every failure, however many there are: the list forgets the oldest', async () => {
    const names = Array.from({ length: 120 }, (_, index) => `${index}.png`);
    const { store, engine, told } = await batch(...names);
    for (const [index] of names.entries()) {
      if (index % 10 === 7)
        await engine.run.failed(new StylizeError('bad-image', `${index}.png is damaged.`));
      else await engine.run.done();
      await settled();
    }
    await settled();

    expect(store.runs.all.length).toBeLessThan(60);
    expect(told).toMatchObject([{ count: 120, saved: 108 }]);
    expect(told[0]!.failures.map(({ name }) => name)).toEqual(names.filter((_, index) => index % 10 === 7));
  });

  it('are told of when the rest is taken out of the queue', async () => {
    const { store, engine, told } = await batch('a.png', 'b.png');
    const waiting = store.runs.queue[0]!;
    store.runs.remove(waiting.id);
    await engine.run.done();
    await settled();
    await settled();

    expect(told).toMatchObject([{ saved: 1, failures: [] }]);
  });
});
