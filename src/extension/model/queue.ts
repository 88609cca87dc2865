import { StylizeError } from '../../protocol/errors';
import type { RunSession } from './run-session';

export interface QueueProgress<T> {
  readonly item: T;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly session: RunSession;
}

export interface QueueResult<T> {
  readonly done: number;
  readonly failed: readonly { readonly item: T; readonly error: StylizeError }[];
  readonly cancelled: boolean;
}

export interface QueueOptions<T> {
  start(item: T): Promise<RunSession>;
  /** Puts an item's result where it belongs. */
  save(session: RunSession, item: T): Promise<void>;
  /** Called when an item's run has begun. */
  onRun(progress: QueueProgress<T>): void;
  readonly signal: AbortSignal;
}

/** Errors that the next item would meet as well. A crashed engine is none: it is started again. */
const hopeless: ReadonlySet<string> = new Set([
  'network-missing',
  'device-unavailable',
  'bad-recipe',
  'unknown-recipe',
  'bad-setting',
]);

/** Paints items, pictures or variants of one, one after the other. An item that fails is noted and passed over. */
export async function runQueue<T>(items: readonly T[], options: QueueOptions<T>): Promise<QueueResult<T>> {
  const { signal } = options;
  const isAborted = () => signal.aborted; // at the moment: it changes while this waits
  const failed: { item: T; error: StylizeError }[] = [];
  let done = 0;
  for (const [index, item] of items.entries()) {
    if (isAborted()) break;
    try {
      const session = await options.start(item);
      const onAbort = () => {
        session.cancel();
      };
      if (isAborted()) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      options.onRun({ item, index, count: items.length, session });
      const { state, error } = await session.ended;
      signal.removeEventListener('abort', onAbort);
      if (error) throw error;
      // Cancelled from elsewhere: the person wants no more of it.
      if (state === 'cancelled') return { done, failed, cancelled: true };
      await options.save(session, item);
      done++;
    } catch (thrown) {
      const error = StylizeError.from(thrown);
      failed.push({ item, error });
      if (hopeless.has(error.code)) break;
    }
  }
  return { done, failed, cancelled: isAborted() };
}
