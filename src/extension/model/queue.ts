import { StylizeError } from '../../protocol/errors';
import type { RunSession } from './run-session';
import type { Picture } from './selection';

export interface QueueProgress {
  readonly picture: Picture;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  readonly session: RunSession;
}

export interface QueueResult {
  readonly done: number;
  readonly failed: readonly { readonly picture: Picture; readonly error: StylizeError }[];
  readonly cancelled: boolean;
}

export interface QueueOptions {
  start(picture: Picture): Promise<RunSession>;
  /** Puts a picture's result where it belongs. */
  save(session: RunSession): Promise<void>;
  /** Called when a picture's run has begun. */
  onRun(progress: QueueProgress): void;
  readonly signal: AbortSignal;
}

/** Errors that the next picture would meet as well. A crashed engine is none: it is started again. */
const hopeless: ReadonlySet<string> = new Set([
  'network-missing',
  'device-unavailable',
  'bad-recipe',
  'unknown-recipe',
  'bad-setting',
]);

/** Paints pictures one after the other. A picture that fails is noted and passed over. */
export async function runQueue(pictures: readonly Picture[], options: QueueOptions): Promise<QueueResult> {
  const { signal } = options;
  const isAborted = () => signal.aborted; // at the moment: it changes while this waits
  const failed: { picture: Picture; error: StylizeError }[] = [];
  let done = 0;
  for (const [index, picture] of pictures.entries()) {
    if (isAborted()) break;
    try {
      const session = await options.start(picture);
      const onAbort = () => {
        session.cancel();
      };
      if (isAborted()) onAbort();
      signal.addEventListener('abort', onAbort, { once: true });
      options.onRun({ picture, index, count: pictures.length, session });
      const { state, error } = await session.ended;
      signal.removeEventListener('abort', onAbort);
      if (error) throw error;
      // Cancelled from elsewhere: the person wants no more of it.
      if (state === 'cancelled') return { done, failed, cancelled: true };
      await options.save(session);
      done++;
    } catch (thrown) {
      const error = StylizeError.from(thrown);
      failed.push({ picture, error });
      if (hopeless.has(error.code)) break;
    }
  }
  return { done, failed, cancelled: isAborted() };
}
