import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import { StylizeError } from '../../protocol/errors';

/** The JSON value in a recipe file. Throws a StylizeError `file-not-found` or `bad-recipe`. */
export async function readRecipeFile(path: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'does not exist' : `cannot be read (${(thrown as Error).message})`;
    throw new StylizeError(
      missing ? 'file-not-found' : 'bad-recipe',
      `The recipe ${basename(path)} ${reason}.`,
      {
        file: path,
        hint: 'Check the path; "stylize recipes" lists the recipes that are there by name.',
        cause: thrown,
      },
    );
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (thrown) {
    throw new StylizeError(
      'bad-recipe',
      `${basename(path)} is not valid JSON: ${(thrown as Error).message}`,
      {
        file: path,
        hint: '"stylize recipes show studio" prints a recipe to start from.',
        cause: thrown,
      },
    );
  }
}
