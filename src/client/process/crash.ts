import { StylizeError } from '../../channel/errors';

/** How many lines of output a crash report quotes. */
const reportedLines = 10;
const stackFrame = /^\s*(?:at |#?\d+: |-----)|^\s*$/;

/** The last output of a process, without stack traces, which the log has. */
export function lastOutput(lines: readonly string[]): string | undefined {
  const quoted = lines.filter((line) => !stackFrame.test(line)).slice(-reportedLines);
  return quoted.length > 0 ? `Its last output:\n${quoted.join('\n')}` : undefined;
}

/** `exit code 134`, `signal SIGKILL`, `exit code 0xC0000005`. */
export function describeExit(code: number | null, signal: NodeJS.Signals | null): string {
  if (signal) return `signal ${signal}`;
  if (code === null) return 'unknown reason';
  // Windows documents its status codes in hexadecimal.
  return `exit code ${code >= 0x80000000 ? `0x${code.toString(16).toUpperCase()}` : code}`;
}

/** Whether a process that ended by itself has run out of memory: a system kills one that does. */
export function lossOf(signal: NodeJS.Signals | null, lines: readonly string[]): 'memory' | 'crash' {
  const says = /bad_alloc|heap out of memory|allocation failed/i;
  return signal === 'SIGKILL' || lines.some((line) => says.test(line)) ? 'memory' : 'crash';
}

/** The error for an engine process that ended without being told to. */
export function crashError(
  code: number | null,
  signal: NodeJS.Signals | null,
  lines: readonly string[],
  logFile: string | undefined,
): StylizeError {
  const advice =
    signal === 'SIGKILL'
      ? 'The system may have run out of memory. Try again with a smaller size.'
      : 'Try again. If it happens again, choose another device.';
  const log = logFile !== undefined && `Its log: ${logFile}`;
  const hint = [advice, lastOutput(lines), log].filter(Boolean).join('\n');
  const message = `The engine stopped unexpectedly (${describeExit(code, signal)}).`;
  return new StylizeError('engine-failed', message, { hint });
}

/** The error when the engine is no longer restarted automatically. */
export function tooManyCrashes(cause: StylizeError): StylizeError {
  return new StylizeError('engine-failed', `The engine has crashed too often. ${cause.message}`, {
    hint: ['Restart the engine to try again.', cause.hint].filter(Boolean).join('\n'),
    cause,
  });
}
