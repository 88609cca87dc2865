import { StylizeError } from '../../channel/errors';

/** Lines of output that a crash report repeats. */
const reportedLines = 10;
const stackFrame = /^\s*(?:at |#?\d+: |-----)|^\s*$/;

/** What a process printed last, without the stack traces that bury it: those are in the log. */
export function lastWords(lines: readonly string[]): string | undefined {
  const words = lines.filter((line) => !stackFrame.test(line)).slice(-reportedLines);
  return words.length > 0 ? `Its last output:\n${words.join('\n')}` : undefined;
}

/** `exit code 134`, `signal SIGKILL`, `exit code 0xC0000005`. */
export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `signal ${signal}`;
  if (code === null) return 'unknown reason';
  // Windows' status codes are known by their hexadecimal form.
  return `exit code ${code >= 0x80000000 ? `0x${code.toString(16).toUpperCase()}` : code}`;
}

/** What is said when an engine process ends that nobody told to. */
export function crashError(
  code: number | null,
  signal: NodeJS.Signals | null,
  lines: readonly string[],
  logFile: string | undefined,
): StylizeError {
  const advice =
    signal === 'SIGKILL'
      ? 'A system that runs out of memory ends a process like this: try again, with a smaller size.'
      : 'Try again; if it happens again, choose another device.';
  const log = logFile !== undefined && `Its log: ${logFile}`;
  const hint = [advice, lastWords(lines), log].filter(Boolean).join('\n');
  return new StylizeError(
    'engine-failed',
    `The engine stopped unexpectedly (${describeExit(code, signal)}).`,
    {
      hint,
    },
  );
}

/** What is said when it is not started again by itself. */
export function tooManyCrashes(cause: StylizeError): StylizeError {
  return new StylizeError('engine-failed', `The engine has crashed too often. ${cause.message}`, {
    hint: ['Restart the engine to try again.', cause.hint].filter(Boolean).join('\n'),
    cause,
  });
}
