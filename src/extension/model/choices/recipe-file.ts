import { applyChanges, valueAt, type Changes } from '../../../recipe/changes';
import type { Recipe } from '../../../recipe/recipe';
import type { Preset } from './presets';
import { recipeDifference } from './recalled-choices';

type PlainObject = Record<string, unknown>;

/** What a recipe file replaces as a whole. */
const wholes = ['optimizer', 'style.layers', 'content.layers', 'scales'] as const;

/**
 * A preset as a recipe file that extends its recipe, for other people and the command line.
 *
 * @param original the preset's recipe as it ships
 */
export function recipeFile({ name, recipe: base, changes }: Preset, original: Recipe): PlainObject {
  const { recipe, changes: applied } = applyChanges(original, changes);
  // A recipe in a file of this machine is not there on another one.
  if (/\.json$|[/\\]/i.test(base)) return { ...recipe, name, title: name };
  const keys = Object.keys(applied).map(
    (key) => wholes.find((whole) => key === whole || key.startsWith(`${whole}.`)) ?? key,
  );
  const file: PlainObject = { extends: base, title: name };
  // `null` is what a recipe does without.
  for (const key of new Set(keys)) put(file, key.split('.'), valueAt(recipe, key) ?? null);
  return file;
}

function put(object: PlainObject, [step = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) object[step] = value;
  else put((object[step] ??= {}) as PlainObject, rest, value);
}

/** The recipe that another one differs least from, and the changes that make that of it. */
export function nearestRecipe(
  recipe: Recipe,
  candidates: readonly Recipe[],
): { readonly recipe: string; readonly changes: Changes } {
  const found = candidates.map(({ name, ...candidate }) => ({
    recipe: name,
    changes: recipeDifference({ name, ...candidate }, recipe),
  }));
  const size = ({ changes }: { readonly changes: Changes }) => Object.keys(changes).length;
  return found.reduce((best, other) => (size(other) < size(best) ? other : best));
}
