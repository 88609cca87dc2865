import { basename } from 'node:path';

import { CommanderError } from 'commander';

import { StylizeError, type ErrorData, type RescuedPicture } from '../channel/errors';
import type { Session } from './session';
import { formatCount, formatPath, formatSize, printable } from './text/format';
import { paintFor } from './text/paint';

/**
 * Anything thrown as an error in our words. What is wrong with the command line itself becomes `usage`.
 *
 * @param help the command whose help explains more
 */
export function errorOf(thrown: unknown, help: string): StylizeError {
  if (!(thrown instanceof CommanderError)) return StylizeError.from(thrown);
  const seeHelp = `"${help} --help" shows what there is.`;
  if (thrown.code === 'commander.help') {
    return new StylizeError('usage', 'No command is given.', { hint: seeHelp });
  }
  const [message = '', ...suggestion] = thrown.message.replace(/^error: /, '').split('\n');
  const guess = suggestion.join(' ').replace(/^\(|\)$/g, '');
  return new StylizeError('usage', message, {
    hint: [guess, seeHelp].filter(Boolean).join(' '),
    cause: thrown,
  });
}

export function exitCodeOf(error: StylizeError): number {
  return error.isUsage ? 2 : 1;
}

/** Tells the error: to a person on stderr, to a program as the last line of stdout. */
export function reportError(error: StylizeError, session: Session): void {
  const { environment, json, debug } = session;
  const { stderr } = environment;
  if (json) session.printJson({ event: 'error', ...error.toData(), words: undefined });
  else {
    const paint = paintFor(stderr, environment);
    const { hint } = error;
    stderr.write(`${paint('red', 'stylize:')} ${printable(messageOf(error.toData()))}\n`);
    if (hint) stderr.write(`${printable(hint)}\n`);
    if (error.rescued) stderr.write(`${printable(rescueSentence(error.rescued, environment.cwd))}\n`);
  }
  if (debug) stderr.write(`${stackOf(error)}\n`);
}

function rescueSentence({ path, width, height, iterations }: RescuedPicture, cwd: string): string {
  const size = formatSize({ width, height });
  return `The picture after ${formatCount(iterations, 'iteration')} was saved: ${formatPath(path, cwd)} (${size})`;
}

/** The message, with the file when it does not name it. */
function messageOf({ message, file }: ErrorData): string {
  return file === undefined || message.includes(basename(file)) ? message : `${file}: ${message}`;
}

function stackOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const cause = thrown.cause === undefined ? '' : `\nCause: ${stackOf(thrown.cause)}`;
  return (thrown.stack ?? thrown.message) + cause;
}
