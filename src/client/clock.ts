/** Time, injected, so that tests need not wait for it. */
export interface Clock {
  /** Milliseconds from some fixed moment; never goes back. */
  now(): number;
  /** Calls back once after so many milliseconds, unless the returned function has been called by then. */
  after(milliseconds: number, callback: () => void, options?: { readonly keepsAlive?: boolean }): () => void;
}

/** Node fires a timer longer than this (25 days) at once. */
const longestTimer = 2 ** 31 - 1;

/** Its timers do not keep the process alive unless asked to. */
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
