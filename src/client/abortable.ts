import { StylizeError } from '../channel/errors';
import type { Clock } from './clock';

/** The promise's outcome, or `cancelled` as soon as the signal is aborted. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      reject(new StylizeError('cancelled', 'Cancelled.'));
    };
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', onAbort);
    });
  });
}

/** Resolves after so many milliseconds. Keeps the process alive, because someone is waiting for what comes next. */
export function delay(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  let cancel: (() => void) | undefined;
  const passed = new Promise<void>((resolve) => {
    cancel = clock.after(milliseconds, resolve, { keepsAlive: true });
  });
  return abortable(passed, signal).finally(() => cancel?.());
}
