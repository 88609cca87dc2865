import { readFile } from 'node:fs/promises';
import { basename, dirname, resolve } from 'node:path';

import { StylizeError } from '../../protocol/errors';
import type { Recipe } from '../../protocol/recipe';
import { isPlainObject, mergeRecipe, without, type PlainObject } from './merge';
import { validateRecipe } from './validate';

/** Whether a text is the path of a recipe file rather than a recipe's name: names have no separator. */
export const isRecipePath = (nameOrPath: string): boolean => /\.json$|[/\\]/i.test(nameOrPath);

/** Finds the recipe that a file extends; told which files extend it, the last being the one that asks. */
export type FindRecipe = (nameOrPath: string, extendedBy: readonly string[]) => Promise<Recipe>;

/**
 * The recipe in a file: a whole one, or one that `extends` another, by its name or by a path that counts from the file's
 * folder, and says only what is different. Other paths in it count from there too. Where it does not name itself it is
 * called as the file is.
 *
 * @param extendedBy files that extend this one, the first of them first
 * @throws StylizeError `file-not-found`, `unknown-recipe`, `bad-recipe` naming every key that is wrong
 */
export async function loadRecipeFile(
  path: string,
  find: FindRecipe,
  extendedBy: readonly string[] = [],
): Promise<Recipe> {
  const file = resolve(path);
  const chain = [...extendedBy, file];
  if (extendedBy.includes(file)) throw circular(chain);
  const value = await readJson(file, extendedBy.at(-1));
  if (!isPlainObject(value)) return validateRecipe(value, file);

  const base = value['extends'];
  const own = without(withPathsFrom(dirname(file), value), '$schema', 'extends');
  const name = nameOf(file);
  if (base === undefined) {
    return validateRecipe({ name, title: name, description: '', ...own }, file);
  }
  if (typeof base !== 'string' || base === '') {
    throw new StylizeError('bad-recipe', `${basename(file)} is not a recipe: extends: name one recipe`, {
      file,
      hint: 'Write for example "extends": "studio", or the path of another recipe file.',
    });
  }
  const baseName = isRecipePath(base) ? resolve(dirname(file), base) : base;
  const parent = await find(baseName, chain);
  const description = `Extends ${parent.title}.`;
  return validateRecipe(mergeRecipe(parent, { name, title: name, description, ...own }), file);
}

/** What a recipe is called by its file, `dark.stylize.json`. */
function nameOf(file: string): string {
  return basename(file).replace(/(?:\.stylize)?\.json$/i, '');
}

function withPathsFrom(folder: string, recipe: PlainObject): PlainObject {
  const { network, initial } = recipe;
  const isPath = (text: unknown): text is string => typeof text === 'string' && /[/\\.]/.test(text);
  const file = isPlainObject(initial) ? initial['file'] : undefined;
  return {
    ...recipe,
    ...(isPath(network) && { network: resolve(folder, network) }),
    ...(typeof file === 'string' && {
      initial: { ...(initial as PlainObject), file: resolve(folder, file) },
    }),
  };
}

async function readJson(file: string, extendedBy: string | undefined): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (thrown) {
    const missing = (thrown as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = missing ? 'does not exist' : `cannot be read (${(thrown as Error).message})`;
    const by = extendedBy === undefined ? '' : `, which ${basename(extendedBy)} extends,`;
    throw new StylizeError(
      missing ? 'file-not-found' : 'bad-recipe',
      `The recipe ${basename(file)}${by} ${reason}.`,
      {
        file,
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
      `${basename(file)} is not valid JSON: ${(thrown as Error).message}`,
      {
        file,
        hint: '"stylize recipes show studio" prints a recipe to start from.',
        cause: thrown,
      },
    );
  }
}

function circular(chain: readonly string[]): StylizeError {
  const names = chain.map((file) => basename(file)).join(' extends ');
  return new StylizeError('bad-recipe', `Recipes extend one another in a circle: ${names}.`, {
    file: chain.at(-1)!,
    hint: 'Let the last of them extend a recipe that ships with Stylize, such as "studio", or nothing.',
  });
}
