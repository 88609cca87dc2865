import { expect, it, vi } from 'vitest';

import { systemClock } from '../../../src/client/clock';

it('waits as long as it can where it is asked to wait for longer than a timer can', () => {
  vi.useFakeTimers();
  try {
    const called = vi.fn();
    // 50 000 minutes, which Node's own timers take for 1 ms.
    systemClock.after(50_000 * 60_000, called);

    vi.advanceTimersByTime(24 * 24 * 3600 * 1000);

    expect(called).not.toHaveBeenCalled();
    expect(vi.getTimerCount()).toBe(1);
  } finally {
    vi.useRealTimers();
  }
});
