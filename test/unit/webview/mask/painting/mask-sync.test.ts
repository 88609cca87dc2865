import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { ChannelClient } from '../../../../../src/channel/channel';
import type { MaskEditorContract } from '../../../../../src/contracts/mask-editor';
import { Drawing } from '../../../../../webview/mask/painting/drawing';
import { coverage } from '../../../../../webview/mask/painting/mask';
import { MaskSync } from '../../../../../webview/mask/painting/mask-sync';

/** Decoding needs a browser: a file is the value of all its pixels here. */
const decode = (png: Uint8Array) =>
  png[0] === undefined
    ? Promise.reject(new Error('No picture.'))
    : Promise.resolve({ width: 20, height: 10, data: new Uint8Array(200).fill(png[0]) });

const styles = (...masks: (string | undefined)[]) =>
  masks.map((mask, index) => ({
    uri: `style-${index}`,
    name: '',
    color: '#ff0000',
    ...(mask !== undefined && { mask }),
  }));

/** A host whose masks are named by numbers, in the order in which they are written. */
function createSync() {
  const files = new Map<string, Uint8Array>();
  const written: { readonly style: string; readonly png?: Uint8Array }[] = [];
  const problems: unknown[] = [];
  let current: Record<string, string> = {};
  const request = (name: string, params: { style: string; png?: Uint8Array }) => {
    if (name === 'read') return Promise.resolve({ png: files.get(current[params.style]!) });
    written.push(params);
    return Promise.resolve(params.png ? { mask: `${written.length}` } : {});
  };
  const drawing = new Drawing({ width: 20, height: 10 }, () => undefined);
  const sync = new MaskSync({
    host: { request } as unknown as ChannelClient<MaskEditorContract>,
    content: 'photo',
    drawing,
    decode,
    onProblem: (thrown) => problems.push(thrown),
  });
  const covered = () => [0, 1].map((index) => Math.round(100 * coverage(drawing.mask(`style-${index}`))));
  /** What the host says, with these files behind its masks. */
  const receive = async (list: ReturnType<typeof styles>, content: Record<string, number | null> = {}) => {
    for (const [mask, value] of Object.entries(content)) {
      files.set(mask, new Uint8Array(value === null ? [] : [value]));
    }
    current = Object.fromEntries(list.flatMap(({ uri, mask }) => (mask === undefined ? [] : [[uri, mask]])));
    sync.receive(list);
    await pause();
  };
  const paint = (style: string) => {
    drawing.change(style, () => 255);
    sync.changed(style);
  };
  return { sync, drawing, written, problems, covered, receive, paint };
}

const pause = (milliseconds = 0) => vi.advanceTimersByTimeAsync(milliseconds);

/** Encoding is none of the timers'. */
const saved = async (written: readonly unknown[], count: number) => {
  await pause(250);
  vi.useRealTimers();
  await vi.waitFor(() => {
    expect(written).toHaveLength(count);
  });
  await new Promise((resolve) => setTimeout(resolve, 5));
  vi.useFakeTimers();
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('masks here and at the host', () => {
  it('are read when the page is loaded, and when the host has other ones', async () => {
    const { covered, receive } = createSync();

    await receive(styles('a', undefined), { a: 255 });
    expect(covered()).toEqual([100, 0]);

    await receive(styles(undefined, 'b'), { b: 51 });
    expect(covered()).toEqual([0, 20]);
  });

  it('are written after they were painted, and not read again for it', async () => {
    const { written, covered, receive, paint, drawing } = createSync();
    await receive(styles(undefined, undefined));

    paint('style-0');
    await saved(written, 1);
    expect(written[0]).toMatchObject({ content: 'photo', style: 'style-0' });
    await receive(styles('1', undefined), { '1': 0 });

    expect(covered()).toEqual([100, 0]);
    expect(drawing.canUndo).toBe(true);
  });

  it('are no files when nothing is covered', async () => {
    const { written, receive, sync, drawing } = createSync();
    await receive(styles('a'), { a: 255 });

    drawing.change('style-0', () => 0);
    sync.changed('style-0');
    await saved(written, 1);

    expect(written[0]).not.toHaveProperty('png');
  });

  it('that are painted win over what the host says meanwhile, until they are written', async () => {
    const { written, covered, receive, paint } = createSync();
    await receive(styles(undefined, undefined));
    paint('style-0');

    // As of a change elsewhere, before this one has come to the host.
    await receive(styles(undefined, 'b'), { b: 255 });
    expect(covered()).toEqual([100, 100]);
    await saved(written, 1);

    // The host has not taken it: what it says is what is.
    await pause();
    expect(covered()).toEqual([0, 100]);
  });

  it('of a style that is gone are forgotten', async () => {
    const { covered, receive } = createSync();
    await receive(styles('a', 'b'), { a: 255, b: 255 });

    await receive(styles('a'));
    await receive(styles('a', undefined));
    expect(covered()).toEqual([100, 0]);

    await receive(styles('a'));
    await receive(styles('a', 'b'));
    expect(covered()).toEqual([100, 100]);
  });

  it('of a style that is removed in the middle of it come to the host as they were painted', async () => {
    const { written, receive, paint } = createSync();
    await receive(styles(undefined, undefined));

    paint('style-1');
    await receive(styles(undefined));
    await saved(written, 1);

    expect(written[0]).toMatchObject({ style: 'style-1', png: expect.any(Uint8Array) as unknown });
  });

  it('that cannot be read are told', async () => {
    const { problems, receive } = createSync();

    await receive(styles('a'), { a: null });

    expect(problems).toHaveLength(1);
  });
});
