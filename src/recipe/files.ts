import { isSameKey, valueAt, withValue } from './values/paths';
import type { PlainObject } from './values/plain-object';

/* Recipe files, and the files that recipes name. Paths may be those of any system: recipes travel. */

/** Whether a text is the path of a recipe file rather than a recipe's name: names have no separator. */
export const isRecipeFile = (nameOrPath: string): boolean => /\.json$|[/\\]/i.test(nameOrPath);

/** Whether a text is the path of a weight file rather than a network's name: names have neither separator nor extension. */
export const isNetworkFile = (nameOrPath: string): boolean => /[/\\.]/.test(nameOrPath);

/** The last part of a path. */
export const fileName = (path: string): string => path.split(/[/\\]/).at(-1)!;

/** What a recipe is called by its file, `dark.stylize.json`. */
export const recipeName = (file: string): string => fileName(file).replace(/(?:\.stylize)?\.json$/i, '');

/** The settings that may name a file, and how to tell. */
const fileSettings: Readonly<Record<string, (value: string) => boolean>> = {
  network: isNetworkFile,
  'initial.file': (value) => value !== '',
};

/** Whether the value of a setting is a path. */
export const isPath = (key: string, value: unknown): value is string =>
  typeof value === 'string' &&
  Object.entries(fileSettings).some(([known, isFile]) => isSameKey(known, key) && isFile(value));

/** A recipe, or a part of one, with every path in it changed. */
export function withPaths(recipe: PlainObject, change: (path: string, key: string) => string): PlainObject {
  return Object.keys(fileSettings).reduce((all, key) => {
    const value = valueAt(all, key);
    return isPath(key, value) ? withValue(all, key, change(value, key)) : all;
  }, recipe);
}
