import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { isRecipeFile } from '../../recipe/files';
import { recipeSchema, type OptimizeRecipe, type Recipe, type RecipeInput } from '../../recipe/recipe';
import { checked, optimizing } from '../../recipe/validate';
import type { Settings } from '../../recipe/values/paths';
import { applySettings } from '../../recipe/values/settings';
import { fastStyleRecipe, type FastStyles } from './fast-style';
import { loadRecipeFile } from './file';
import { course } from './shipped/course';
import { finest } from './shipped/finest';
import { gatys2015 } from './shipped/gatys-2015';
import { gatysMeans } from './shipped/gatys-means';
import { kerasLbfgs } from './shipped/keras-lbfgs';
import { neuralStyle } from './shipped/neural-style';
import { studio } from './shipped/studio';
import { stylenet } from './shipped/stylenet';
import { tf2Tutorial } from './shipped/tf2-tutorial';

const recipes: readonly RecipeInput[] = [
  studio,
  finest,
  neuralStyle,
  kerasLbfgs,
  gatys2015,
  gatysMeans,
  stylenet,
  course,
  tf2Tutorial,
];

/** Whether a recipe that ships with Stylize has a name. */
export const isShipped = (name: string): boolean => recipes.some((recipe) => recipe.name === name);

/** The recipes that ship with Stylize, the default first. */
export function listRecipes(): OptimizeRecipe[] {
  return recipes.map((recipe) => optimizing(recipeSchema.parse(recipe)));
}

/**
 * A recipe with changes.
 *
 * @param source `studio`, the path of a JSON file, or a whole recipe
 * @param settings new values by key, as in `{"style.weight": 100}`
 * @param styles whose names are names of recipes too
 * @throws StylizeError `unknown-recipe`, `bad-recipe` for a file that is not one, `bad-setting` naming the key
 */
export async function resolveRecipe(
  source: string | Recipe,
  settings: Settings | undefined,
  styles: FastStyles,
): Promise<Recipe>;
/** A recipe that optimises. @throws StylizeError also `usage` for one that does not */
export async function resolveRecipe(source: string | Recipe, settings?: Settings): Promise<OptimizeRecipe>;
export async function resolveRecipe(
  source: string | Recipe,
  settings: Settings = {},
  styles?: FastStyles,
): Promise<Recipe> {
  const recipe = typeof source === 'string' ? await findRecipe(source, [], styles) : checked(source);
  const changed = Object.keys(settings).length === 0 ? recipe : applySettings(recipe, settings);
  return styles ? changed : optimizing(changed);
}

async function findRecipe(
  nameOrPath: string,
  extendedBy: readonly string[] = [],
  styles?: FastStyles,
): Promise<Recipe> {
  const known = recipes.find(({ name }) => name === nameOrPath);
  if (known) return recipeSchema.parse(known);
  if (isRecipeFile(nameOrPath)) {
    const find = (base: string, chain: readonly string[]) => findRecipe(base, chain, styles);
    return loadRecipeFile(nameOrPath, find, extendedBy);
  }
  const title = await styles?.titleOf(nameOrPath);
  if (title !== undefined) return fastStyleRecipe({ name: nameOrPath, title });
  throw new StylizeError('unknown-recipe', l10n.t`There is no recipe named "${nameOrPath.slice(0, 80)}".`, {
    ...(extendedBy.length > 0 && { file: extendedBy.at(-1)! }),
    hint: l10n.t`Choose one of ${recipes.map(({ name }) => name).join(', ')}, or give the path of a .json file.`,
  });
}
