import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { throttle } from '../../../../../webview/shared/values/throttle';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('throttle', () => {
  it('sends the first value at once', () => {
    const sent: number[] = [];

    throttle<number>(100, (value) => sent.push(value))(1);

    expect(sent).toEqual([1]);
  });

  it('sends only the newest of the values that come within the time', () => {
    const sent: number[] = [];
    const send = throttle<number>(100, (value) => sent.push(value));

    for (const value of [1, 2, 3, 4]) send(value);
    vi.advanceTimersByTime(99);
    expect(sent).toEqual([1]);
    vi.advanceTimersByTime(1);

    expect(sent).toEqual([1, 4]);
  });

  it('keeps the distance between a trailing value and the next one', () => {
    const sent: number[] = [];
    const send = throttle<number>(100, (value) => sent.push(value));

    send(1);
    send(2);
    vi.advanceTimersByTime(100);
    send(3);
    expect(sent).toEqual([1, 2]);
    vi.advanceTimersByTime(100);

    expect(sent).toEqual([1, 2, 3]);
  });

  it('sends about ten values of a drag of one second, the last among them', () => {
    const sent: number[] = [];
    const send = throttle<number>(100, (value) => sent.push(value));

    for (let move = 0; move <= 60; move++) {
      send(move);
      vi.advanceTimersByTime(1000 / 60);
    }
    vi.advanceTimersByTime(100);

    expect(sent.length).toBeLessThanOrEqual(12);
    expect(sent.at(-1)).toBe(60);
  });

  it('sends what is waiting when it is flushed, once', () => {
    const sent: number[] = [];
    const send = throttle<number>(100, (value) => sent.push(value));

    send(1);
    send(2);
    send.flush();
    vi.advanceTimersByTime(1000);

    expect(sent).toEqual([1, 2]);
  });

  it('can send undefined', () => {
    const sent: unknown[] = [];

    throttle<unknown>(100, (value) => sent.push(value))(undefined);

    expect(sent).toEqual([undefined]);
  });
});
