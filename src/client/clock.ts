/** Time, injected, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds from some fixed moment; never goes back. */
  now(): number;
  /** Calls once after so many milliseconds, unless the returned function was called before. */
  after(milliseconds: number, callback: () => void, options?: { readonly keepsAlive?: boolean }): () => void;
}

/** A timer of more than this, 25 days, would go off at once. */
const longestTimer = 2 ** 31 - 1;

/** Its timers do not keep the process alive, unless they are asked to. */
export const systemClock: Clock = {
  now: () => performance.now(),
  after: (milliseconds, callback, { keepsAlive = false } = {}) => {
    const timer = setTimeout(callback, Math.min(milliseconds, longestTimer));
    if (!keepsAlive) timer.unref();
    return () => {
      clearTimeout(timer);
    };
  },
};
