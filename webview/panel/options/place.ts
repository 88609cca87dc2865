import isEqual from 'fast-deep-equal';

import type { RecipeOption } from '../../../src/recipe/options';
import type { OptimizeRecipe, Recipe } from '../../../src/recipe/recipe';
import { valueAt } from '../../../src/recipe/values/paths';

/** The headings of the options, in order. */
export const groups = [
  'result',
  'network',
  'content',
  'style',
  'smoothness',
  'optimizer',
  'start',
  'colors',
  'other',
] as const;
export type Group = (typeof groups)[number];

const groupsByRoot: Readonly<Record<string, Group>> = {
  size: 'result',
  measure: 'result',
  strength: 'style',
  network: 'network',
  input: 'network',
  pooling: 'network',
  padding: 'network',
  content: 'content',
  style: 'style',
  totalVariation: 'smoothness',
  gradientNormalization: 'optimizer',
  optimizer: 'optimizer',
  iterations: 'optimizer',
  scales: 'optimizer',
  stop: 'optimizer',
  clamp: 'optimizer',
  averaging: 'optimizer',
  initial: 'start',
  seed: 'start',
  colors: 'colors',
};

/** The group of an option's key. */
export function groupOf(key: string): Group {
  const [root = ''] = key.split('.');
  return Object.hasOwn(groupsByRoot, root) ? groupsByRoot[root]! : 'other';
}

/** The sliders for the look of a picture: four where it is optimised, and one for a network that paints at once. */
export const lookKeys = [
  'content.weight',
  'style.weight',
  'totalVariation.weight',
  'style.scale',
  'strength',
] as const;

/** Options that everybody sets, whatever the recipe. */
export const recipeKeys = ['size', 'iterations', 'initial.image', 'colors'] as const;

/** Where an option is shown: in its own place, among those that the recipe uses, or under Advanced. */
export type Place = 'look' | 'recipe' | 'used' | 'advanced';

const isNoisy = ({ initial: { image } }: OptimizeRecipe): boolean =>
  image === 'noise' || image === 'content-noise' || image === 'noisy-content';

const isMatched = ({ style }: OptimizeRecipe): boolean => style.statistic === 'nearest';

/** Options that have an effect only together with others. */
const conditions: Readonly<Record<string, (recipe: OptimizeRecipe) => boolean>> = {
  'style.matching.by': isMatched,
  'style.matching.turns': isMatched,
  'style.matching.finalPass': (recipe) => isMatched(recipe) && recipe.style.matching.by === 'hypercolumns',
  'style.gram': ({ style }) => style.statistic === 'gram' || style.statistic === 'covariance',
  'initial.file': ({ initial }) => initial.image === 'file',
  'initial.noise': ({ initial }) => initial.image === 'content-noise',
  'initial.deviation': isNoisy,
  'initial.distribution': isNoisy,
  seed: isNoisy,
  'optimizer.learningRate': ({ optimizer }) => optimizer.kind !== 'lbfgs' || optimizer.lineSearch === 'none',
};

/** Options that have an effect even at their defaults. */
const alwaysAtWork: ReadonlySet<string> = new Set(['optimizer.history', 'optimizer.lineSearch']);

/**
 * A recipe uses an option when it sets it to something other than the default. The person's changes do not move an option
 * while they edit it, because only the original recipe counts.
 *
 * @param recipe with the person's changes: they decide what can have an effect
 * @param original the recipe without them
 * @returns undefined for an option that has no effect in this recipe
 */
export function placeOf(option: RecipeOption, recipe: Recipe, original: Recipe): Place | undefined {
  const { key } = option;
  // A fast style is chosen as a recipe.
  if (recipe.method !== 'optimize' && key === 'network') return undefined;
  if (isAmong(lookKeys, key)) return 'look';
  if (isAmong(recipeKeys, key)) return 'recipe';
  const condition = Object.hasOwn(conditions, key) ? conditions[key] : undefined;
  if (condition) return recipe.method === 'optimize' && condition(recipe) ? 'used' : undefined;
  return alwaysAtWork.has(key) || isSet(option, original) ? 'used' : 'advanced';
}

function isSet({ key, optional, default: usual }: RecipeOption, original: Recipe): boolean {
  const [root = ''] = key.split('.');
  const isOfNewPart = valueAt(original, root) === undefined;
  if (isOfNewPart) return false;
  if (usual === undefined && !optional) return true;
  const value = valueAt(original, key);
  return value !== undefined && !isEqual(value, usual);
}

const isAmong = (keys: readonly string[], key: string): boolean => keys.includes(key);
