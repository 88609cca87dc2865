import { basename, dirname, resolve } from 'node:path';

import { StylizeError } from '../../channel/errors';
import { mergeRecipe } from '../../recipe/merge';
import { isPlainObject, without, type PlainObject } from '../../recipe/plain-object';
import type { Recipe } from '../../recipe/recipe';
import { validateRecipe } from '../../recipe/validate';
import { readRecipeJson } from './recipe-json';

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
  const value = await readRecipeJson(file, extendedBy.at(-1));
  if (!isPlainObject(value)) return validateRecipe(value, file);
  requireLocalFiles(value, file);

  const base = value['extends'];
  const own = without(withPathsFrom(dirname(file), value), '$schema', 'extends');
  const name = nameOf(file);
  if (base === undefined) {
    return validateRecipe({ name, title: name, description: '', ...own }, file);
  }
  // Nothing but recipes is opened for a file that a stranger may have written.
  if (typeof base !== 'string' || !/^[^/\\]+$|\.json$/i.test(base)) {
    throw new StylizeError('bad-recipe', `${basename(file)} is not a recipe: extends: name one recipe`, {
      file,
      hint: 'Write for example "extends": "studio", or the path of another recipe file, which ends in .json.',
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

/**
 * A path that begins with two separators names another machine, to which Windows would send the person's credentials, or a
 * device.
 */
function requireLocalFiles({ extends: base, network, initial }: PlainObject, file: string): void {
  const paths = { extends: base, network, 'initial.file': isPlainObject(initial) && initial['file'] };
  for (const [key, path] of Object.entries(paths)) {
    if (typeof path !== 'string' || !/^(?:[\\/]{2}|[a-z][a-z\d+.-]+:\/\/)/i.test(path)) continue;
    throw new StylizeError(
      'bad-recipe',
      `${basename(file)} names a file of another machine: ${key}: ${path}`,
      {
        file,
        hint: 'Copy that file beside the recipe and name it without a folder.',
      },
    );
  }
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

function circular(chain: readonly string[]): StylizeError {
  const names = chain.map((file) => basename(file)).join(' extends ');
  return new StylizeError('bad-recipe', `Recipes extend one another in a circle: ${names}.`, {
    file: chain.at(-1)!,
    hint: 'Let the last of them extend a recipe that ships with Stylize, such as "studio", or nothing.',
  });
}
