import { isRecipeFile } from '../../../recipe/files';
import type { Recipe } from '../../../recipe/recipe';
import { applyChanges } from '../../../recipe/values/changes';
import { valueAt, wholeOf, withValue, type Settings } from '../../../recipe/values/paths';
import type { PlainObject } from '../../../recipe/values/plain-object';
import { settingsBetween } from '../../../recipe/values/settings';
import type { Preset } from './presets';

/**
 * A preset as a recipe file that extends its recipe, for other people and the command line.
 *
 * @param original the preset's recipe as it ships
 */
export function recipeFile({ name, recipe: base, changes }: Preset, original: Recipe): PlainObject {
  const { recipe, changes: applied } = applyChanges(original, changes);
  // A recipe file of this machine does not exist on others.
  if (isRecipeFile(base)) return { ...recipe, name, title: name };
  // `null` removes an optional part.
  return Object.keys(applied).reduce<PlainObject>(
    (file, key) => {
      const whole = wholeOf(key);
      return withValue(file, whole, valueAt(recipe, whole) ?? null);
    },
    { extends: base, title: name },
  );
}

/** The recipe that another one differs least from, and the settings that make that of it. */
export function nearestRecipe(
  recipe: Recipe,
  candidates: readonly Recipe[],
): { readonly recipe: string; readonly changes: Settings } {
  const found = candidates.map((candidate) => ({
    recipe: candidate.name,
    changes: settingsBetween(candidate, recipe),
  }));
  const size = ({ changes }: { readonly changes: Settings }) => Object.keys(changes).length;
  return found.reduce((best, other) => (size(other) < size(best) ? other : best));
}
