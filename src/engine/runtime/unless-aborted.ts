/**
 * The outcome of a computation or, as soon as the signal is aborted, its reason. The computation itself cannot be ended: it
 * goes on, and nobody learns what becomes of it.
 */
export async function unlessAborted<Result>(
  computation: Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<Result> {
  if (!signal) return computation;
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => {
      reject(signal.reason as Error);
    };
  });
  if (signal.aborted) onAbort!();
  signal.addEventListener('abort', onAbort!);
  try {
    return await Promise.race([computation, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort!);
  }
}

/** The same of something that is being made. It is disposed of when nobody takes it. */
export async function madeUnlessAborted<Made extends { dispose(): Promise<void> }>(
  making: Promise<Made>,
  signal: AbortSignal | undefined,
): Promise<Made> {
  try {
    return await unlessAborted(making, signal);
  } catch (thrown) {
    void making.then((made) => made.dispose()).catch(() => undefined);
    throw thrown;
  }
}
