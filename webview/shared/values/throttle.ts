export interface Throttled<T> {
  (value: T): void;
  /** Sends what is waiting now, if anything. */
  flush(): void;
}

/**
 * Passes a value on at most once in `milliseconds`: the first at once, then the newest when the time is up. The last
 * value always arrives.
 */
export function throttle<T>(milliseconds: number, send: (value: T) => void): Throttled<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let waiting: { readonly value: T } | undefined;

  const next = () => {
    timer = undefined;
    if (!waiting) return;
    const { value } = waiting;
    waiting = undefined;
    timer = setTimeout(next, milliseconds);
    send(value);
  };
  const throttled = (value: T) => {
    waiting = { value };
    if (timer === undefined) next();
  };
  return Object.assign(throttled, {
    flush: () => {
      clearTimeout(timer);
      next();
    },
  });
}
