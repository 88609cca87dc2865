import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';

/** How many lines of output a crash report quotes. */
const reportedLines = 10;
const stackFrame = /^\s*(?:at |#?\d+: |-----)|^\s*$/;

/** The last output of a process, without stack traces, which the log has. */
export function lastOutput(lines: readonly string[]): l10n.Words | undefined {
  const quoted = lines.filter((line) => !stackFrame.test(line)).slice(-reportedLines);
  return quoted.length > 0 ? l10n.lines(l10n.t`Its last output:`, ...quoted) : undefined;
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
      ? l10n.t`The system may have run out of memory. Try again with a smaller size.`
      : l10n.t`Try again. If it happens again, choose another device.`;
  const log = logFile === undefined ? undefined : l10n.t`Its log: ${logFile}`;
  const hint = l10n.lines(advice, lastOutput(lines), log);
  const message = l10n.t`The engine stopped unexpectedly (${describeExit(code, signal)}).`;
  return new StylizeError('engine-failed', message, { hint });
}

/** The error when the engine is no longer restarted automatically. */
export function tooManyCrashes(cause: StylizeError): StylizeError {
  return new StylizeError('engine-failed', l10n.t`The engine has crashed too often. ${cause.words.message}`, {
    hint: l10n.lines(l10n.t`Restart the engine to try again.`, cause.words.hint),
    cause,
  });
}
