import { StylizeError } from '../channel/errors';
import type { Answer, Call } from './answer';
import { smallCopy } from './pictures';
import { runData, runWords, timeLeft } from './words';
import type { AgentRun, Workshop } from './workshop';

/**
 * Waits for the end of a run, for so many seconds at most, and tells how far it is.
 *
 * @throws StylizeError `cancelled` when the caller no longer waits; why the picture could not be saved
 */
export async function wait(run: AgentRun, seconds: number, { signal, onProgress }: Call): Promise<void> {
  let furthest = 0;
  const stop = run.onProgress(() => {
    const { iteration, iterations, secondsLeft } = run.report;
    // A run that goes on in another engine may begin some iterations before.
    if (iteration <= furthest) return;
    furthest = iteration;
    const message = `Iteration ${iteration} of ${iterations}${timeLeft(secondsLeft)}`;
    onProgress({ iteration, iterations, message });
  });
  const stopped = new AbortController();
  try {
    await Promise.race([run.over, elapsed(seconds, signal, stopped.signal)]);
  } finally {
    stop();
    stopped.abort();
  }
}

/** Resolves after a time. Rejects when the caller gives up. */
function elapsed(seconds: number, given: AbortSignal, stopped: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    const giveUp = () => {
      reject(new StylizeError('cancelled', 'The call was cancelled.'));
    };
    if (given.aborted) giveUp();
    given.addEventListener('abort', giveUp, { signal: stopped });
    stopped.addEventListener('abort', () => {
      clearTimeout(timer);
    });
  });
}

/** How far a run is, with a small copy of its picture if there is one. */
export async function answerOf(run: AgentRun, workshop: Workshop, call: Call): Promise<Answer> {
  const { picture } = run.report;
  return {
    text: runWords(run),
    data: runData(run),
    ...(picture && { picture: await smallCopy(picture.path, workshop, call) }),
  };
}
