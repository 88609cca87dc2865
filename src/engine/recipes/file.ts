import { dirname, resolve } from 'node:path';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { fileName, isRecipeFile, recipeName, withPaths } from '../../recipe/files';
import type { Recipe } from '../../recipe/recipe';
import { validateRecipe } from '../../recipe/validate';
import { isPlainObject, without } from '../../recipe/values/plain-object';
import { withPatch } from '../../recipe/values/settings';
import { readRecipeJson } from './recipe-json';

/** Finds the recipe that a file extends, given the files that extend it; the last is the one that asks. */
export type FindRecipe = (nameOrPath: string, extendedBy: readonly string[]) => Promise<Recipe>;

/**
 * The recipe in a file: a whole one, or one that `extends` another, by its name or by a path relative to the file's
 * folder, and says only what is different. Other paths in it are relative to that folder too. A recipe without a name
 * gets the file's.
 *
 * @param extendedBy the files that extend this one, outermost first
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

  const base = value['extends'];
  const own = without(
    withPaths(value, (path, key) => resolve(dirname(file), local(path, key, file))),
    '$schema',
    'extends',
  );
  const name = recipeName(file);
  if (base === undefined) {
    return validateRecipe({ name, title: name, description: '', ...own }, file);
  }
  // A stranger may have written the file: it cannot have anything but recipes opened.
  if (typeof base !== 'string' || !/^[^/\\]+$|\.json$/i.test(base)) {
    throw new StylizeError(
      'bad-recipe',
      l10n.t`${fileName(file)} is not a recipe: extends: name one recipe`,
      {
        file,
        hint: l10n.t`Write for example "extends": "studio", or the path of another recipe file, which ends in .json.`,
      },
    );
  }
  const baseName = isRecipeFile(base) ? resolve(dirname(file), local(base, 'extends', file)) : base;
  const parent = await find(baseName, chain);
  const description = `Extends ${parent.title}.`;
  return validateRecipe(withPatch(parent, { name, title: name, description, ...own }), file);
}

/**
 * A path that begins with two separators names another machine, to which Windows would send the person's credentials, or a
 * device.
 */
function local(path: string, key: string, file: string): string {
  if (!/^(?:[\\/]{2}|[a-z][a-z\d+.-]+:\/\/)/i.test(path)) return path;
  throw new StylizeError(
    'bad-recipe',
    l10n.t`${fileName(file)} names a file of another machine: ${key}: ${path}`,
    {
      file,
      hint: l10n.t`Copy that file beside the recipe and name it without a folder.`,
    },
  );
}

function circular(chain: readonly string[]): StylizeError {
  const names = chain.map((file) => fileName(file)).join(' extends ');
  return new StylizeError('bad-recipe', l10n.t`Recipes extend one another in a circle: ${names}.`, {
    file: chain.at(-1)!,
    hint: l10n.t`Let the last of them extend a recipe that ships with Stylize, such as "studio", or nothing.`,
  });
}
