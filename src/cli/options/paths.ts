import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import { StylizeError } from '../../channel/errors';
import { isPath, isRecipeFile } from '../../recipe/files';

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

/** A recipe's name as it is, a file as an absolute path. */
export function recipeArgument(text: string, cwd: string): string {
  return isRecipeFile(text) ? fileArgument(text, cwd) : text;
}

/** The value of a setting; of one that names a file, its absolute path. The engine need not run where the person is. */
export const settingArgument = (key: string, value: unknown, cwd: string): unknown =>
  isPath(key, value) ? fileArgument(value, cwd) : value;
