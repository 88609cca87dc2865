import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { deferred } from '../../../../../src/channel/deferred';
import { Saver } from '../../../../../webview/mask/painting/saver';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function createSaver() {
  const saves: { readonly style: string; readonly end: (failure?: Error) => Promise<void> }[] = [];
  const onSaved = vi.fn();
  const saver = new Saver(
    (style) => {
      const { promise, resolve, reject } = deferred<undefined>();
      const end = async (failure?: Error) => {
        if (failure) reject(failure);
        else resolve(undefined);
        await vi.advanceTimersByTimeAsync(0);
      };
      saves.push({ style, end });
      return promise.then(() => undefined);
    },
    onSaved,
    250,
  );
  return { saver, saves, onSaved, styles: () => saves.map(({ style }) => style) };
}

describe('a saver', () => {
  it('waits until nothing more changes, for each mask by itself', async () => {
    const { saver, styles } = createSaver();
    saver.changed('waves');
    await vi.advanceTimersByTimeAsync(200);
    saver.changed('waves');
    saver.changed('mosaic');
    await vi.advanceTimersByTimeAsync(200);
    expect(styles()).toEqual([]);

    await vi.advanceTimersByTimeAsync(50);

    expect(styles()).toEqual(['waves', 'mosaic']);
  });

  it('never saves a mask twice at a time, and what changes meanwhile afterwards', async () => {
    const { saver, saves, styles, onSaved } = createSaver();
    saver.changed('waves');
    await vi.advanceTimersByTimeAsync(250);
    saver.changed('waves');
    await vi.advanceTimersByTimeAsync(250);
    expect(styles()).toEqual(['waves']);

    await saves[0]!.end();
    expect(styles()).toEqual(['waves', 'waves']);
    expect(saver.isPending('waves')).toBe(true);
    expect(onSaved).not.toHaveBeenCalled();

    await saves[1]!.end();
    expect(saver.isPending('waves')).toBe(false);
    expect(onSaved).toHaveBeenCalledOnce();
  });

  it('goes on after one that has failed', async () => {
    const { saver, saves, styles } = createSaver();
    saver.changed('waves');
    await vi.advanceTimersByTimeAsync(250);
    await saves[0]!.end(new Error('No room.'));
    expect(saver.isPending('waves')).toBe(false);

    saver.changed('waves');
    await vi.advanceTimersByTimeAsync(250);

    expect(styles()).toEqual(['waves', 'waves']);
  });

  it('saves at once what waits when the page goes', async () => {
    const { saver, styles } = createSaver();
    saver.changed('waves');

    saver.flush();
    await vi.advanceTimersByTimeAsync(1000);

    expect(styles()).toEqual(['waves']);
  });
});
