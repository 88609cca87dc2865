import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../src/protocol/errors';
import { runQueue } from '../../../src/extension/model/queue';
import { choices, createStore, picture, settled } from './fakes';

const pictures = ['a.png', 'b.png', 'c.png'].map(picture);

function begin() {
  const { store, engine } = createStore();
  const abort = new AbortController();
  const saved: string[] = [];
  const result = runQueue(pictures, {
    signal: abort.signal,
    start: (content) => store.startWith({ ...choices(), content }),
    save: (session) => {
      saved.push(session.subject.content.name);
      return Promise.resolve();
    },
    onRun: () => undefined,
  });
  return { store, engine, abort, saved, result };
}

describe('a queue of pictures', () => {
  it('paints and saves one after the other', async () => {
    const { engine, result, saved } = begin();
    for (let count = 1; count <= 3; count++) {
      await settled();
      expect(engine.runs).toHaveLength(count);
      await engine.run.done();
    }

    expect(await result).toEqual({ done: 3, failed: [], cancelled: false });
    expect(saved).toEqual(['a.png', 'b.png', 'c.png']);
  });

  it('passes over a picture that fails', async () => {
    const { engine, result, saved } = begin();
    await settled();
    await engine.run.done();
    await engine.run.failed(new StylizeError('bad-image', 'Not a picture.'));
    await engine.run.done();

    expect(await result).toMatchObject({ done: 2, failed: [{ item: { name: 'b.png' } }] });
    expect(saved).toEqual(['a.png', 'c.png']);
  });

  it('ends at an error that every picture would meet', async () => {
    const { engine, result } = begin();
    await settled();
    await engine.run.failed(new StylizeError('network-missing', 'No weights.'));

    expect(await result).toMatchObject({ done: 0, failed: [{ error: { code: 'network-missing' } }] });
    expect(engine.runs).toHaveLength(1);
  });

  it('can be cancelled: the picture under way is given up, the others are not begun', async () => {
    const { engine, abort, result, saved } = begin();
    await settled();
    await engine.run.done();

    abort.abort();

    expect(await result).toEqual({ done: 1, failed: [], cancelled: true });
    expect(engine.runs).toHaveLength(2);
    expect(saved).toEqual(['a.png']);
  });
});
