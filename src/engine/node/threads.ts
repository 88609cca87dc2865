import { availableParallelism } from 'node:os';

/**
 * How many threads an operator may use, from a setting or the environment. More threads than cores are useless, and too
 * many keep the runtime from starting.
 *
 * @returns undefined when the text is not a positive number, so that the runtime decides
 */
export function threadLimit(text: string | undefined): number | undefined {
  const threads = Math.floor(Number(text));
  return threads >= 1 ? Math.min(threads, availableParallelism()) : undefined;
}
