import type { Session } from '../session';
import { JsonReporter } from './json-reporter';
import { PlainReporter } from './plain-reporter';
import type { RunReporter } from './reporter';
import { TerminalReporter } from './terminal-reporter';

export function createReporter(session: Session): RunReporter {
  const { environment, json } = session;
  if (json) return new JsonReporter(environment);
  return showsBar(session) ? new TerminalReporter(environment) : new PlainReporter(environment);
}

/** Whether progress is a bar on the terminal's last line. */
export function showsBar({ environment: { stdout, variables }, showsLog }: Session): boolean {
  const canMoveCursor = stdout.isTTY === true && variables['TERM'] !== 'dumb';
  // The log's lines would run into the bar.
  return canMoveCursor && !showsLog;
}
