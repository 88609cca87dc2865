import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { StylizeError } from '../../channel/errors';

/**
 * The absolute path of a file that a person has named, by a path or by a `file:` address, as file managers copy them.
 *
 * @throws StylizeError `usage` for an address of another kind
 */
export function fileArgument(text: string, cwd: string): string {
  const scheme = /^([a-z][a-z\d+.-]+):\/\//i.exec(text)?.[1]?.toLowerCase();
  if (scheme === undefined) return resolve(cwd, text);
  try {
    if (scheme === 'file') return fileURLToPath(text);
  } catch (cause) {
    throw new StylizeError('usage', `${text} names no file of this machine.`, {
      hint: 'Write file:///folder/picture.png, or a path.',
      cause,
    });
  }
  throw new StylizeError('usage', `${text} is an address, not a file.`, {
    hint: 'Stylize reads nothing from the network: save the file first and name it by its path.',
  });
}

/** A recipe's name as it is, a file as an absolute path. Only what looks like a path is one: names have no separator. */
export function recipeArgument(text: string, cwd: string): string {
  return /\.json$|[/\\]/i.test(text) ? fileArgument(text, cwd) : text;
}

/** A network's name as it is, a file as an absolute path: names have neither separator nor extension. */
export function networkArgument(text: string, cwd: string): string {
  return /[/\\.]/.test(text) ? fileArgument(text, cwd) : text;
}
