import { availableParallelism } from 'node:os';

/**
 * How many threads an operator may use, of what a setting or the environment says. More than there are cores are of no
 * use, and too many for the system keep the runtime from starting.
 *
 * @returns undefined where nothing usable is said: the runtime decides
 */
export function threadLimit(text: string | undefined): number | undefined {
  const threads = Math.floor(Number(text));
  return threads >= 1 ? Math.min(threads, availableParallelism()) : undefined;
}
