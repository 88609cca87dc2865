import type { Session } from '../session';
import { JsonReporter } from './json-reporter';
import { PlainReporter } from './plain-reporter';
import type { RunReporter } from './reporter';
import { TerminalReporter } from './terminal-reporter';

export function createReporter({ environment, json, showsLog }: Session): RunReporter {
  if (json) return new JsonReporter(environment);
  const { stdout, variables } = environment;
  const canMoveCursor = stdout.isTTY === true && variables['TERM'] !== 'dumb';
  // The log's lines would run into the bar.
  return canMoveCursor && !showsLog ? new TerminalReporter(environment) : new PlainReporter(environment);
}
