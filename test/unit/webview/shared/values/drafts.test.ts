import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Drafts } from '../../../../../webview/shared/values/drafts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A host that answers when it is told to. */
function slowHost() {
  const answers: (() => void)[] = [];
  const sent: unknown[] = [];
  const send = (value: unknown) => () => {
    sent.push(value);
    return new Promise<void>((resolve) => answers.push(resolve));
  };
  return { sent, send, answers };
}

describe('a draft', () => {
  it('hides the host’s older value while the person drags', () => {
    const { send } = slowHost();
    const drafts = new Drafts(() => undefined);

    drafts.set('style.weight', 7, send(7));

    expect(drafts.read('style.weight', 1)).toBe(7);
    expect(drafts.read('content.weight', 300)).toBe(300);
  });

  it('ends a moment after the host has answered the last change', async () => {
    const { send, answers } = slowHost();
    const drafts = new Drafts(() => undefined);
    drafts.set('style.weight', 7, send(7));

    answers[0]!();
    await vi.advanceTimersByTimeAsync(99);
    expect(drafts.read('style.weight', 1)).toBe(7);
    await vi.advanceTimersByTimeAsync(1);

    expect(drafts.read('style.weight', 1)).toBe(1);
  });

  it('outlives the answer to an earlier change', async () => {
    const { sent, send, answers } = slowHost();
    const drafts = new Drafts(() => undefined);
    drafts.set('style.weight', 7, send(7));
    drafts.set('style.weight', 8, send(8));
    answers[0]!();

    await vi.advanceTimersByTimeAsync(1000);

    expect(sent).toEqual([7, 8]);
    expect(drafts.read('style.weight', 1)).toBe(8);
  });

  it('ends when the host refuses the change', async () => {
    const drafts = new Drafts(() => undefined);

    drafts.set('size', 3, () => Promise.reject(new Error('too small')));
    await vi.advanceTimersByTimeAsync(100);

    expect(drafts.read('size', 512)).toBe(512);
  });

  it('sends nothing more after it was dropped', async () => {
    const { sent, send } = slowHost();
    const drafts = new Drafts(() => undefined);
    drafts.set('style.weight', 7, send(7));
    drafts.set('style.weight', 8, send(8));

    drafts.drop('style.weight');
    await vi.advanceTimersByTimeAsync(1000);

    expect(sent).toEqual([7]);
    expect(drafts.read('style.weight', 1)).toBe(1);
  });

  it('tells of every change and of its end', async () => {
    const changed = vi.fn();
    const drafts = new Drafts(changed);

    drafts.set('size', 256, () => Promise.resolve());
    await vi.advanceTimersByTimeAsync(100);

    expect(changed).toHaveBeenCalledTimes(2);
  });
});
