import type { OptimizeRecipe, Recipe } from './recipe';
import type { Settings } from './values/paths';

/** How to go on with a result: at another size, or with as many more iterations at its own. */
export type ContinuationTarget =
  | { readonly times: number }
  | { readonly size: number }
  /** The size of the content picture. */
  | { readonly native: Size }
  | { readonly iterations: number };

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Steps that each new size takes: enough for the details that an enlargement lacks, too few to invent another picture. */
const iterationsPerScale = 40;
/** How much larger each size is than the one before, in a recipe that has but one. */
const usualFactor = 2;

/**
 * The settings that turn the recipe of a result into the recipe that goes on from it, `initial` apart: that is the result
 * itself. Everything that makes the look is carried over. Style scale and weights mean the same at every size, except a content
 * loss that is a sum over positions: its weight is divided by how many more there are. The sizes that the result has been
 * through are left out, and the optimiser begins anew.
 *
 * @param from size of the result
 */
export function continuedSettings(recipe: Recipe, from: Size, target: ContinuationTarget): Settings {
  if (recipe.method !== 'optimize') {
    if ('iterations' in target) return {};
    if ('native' in target) return { size: 'native' };
    const side = 'times' in target ? Math.round(measured(recipe, from) * target.times) : target.size;
    return sizeSetting(recipe, side);
  }
  if ('iterations' in target) {
    return { ...sizeSetting(recipe, measured(recipe, from)), ...withoutScales(recipe), ...target };
  }
  const before = measured(recipe, from);
  const after =
    'times' in target
      ? Math.round(before * target.times)
      : 'native' in target
        ? measured(recipe, target.native)
        : target.size;
  const growth = after / before;
  const size = {
    ...('native' in target ? { size: 'native' } : sizeSetting(recipe, after)),
    ...(isSummed(recipe) && { 'content.weight': recipe.content.weight / growth ** 2 }),
  };
  const factor = recipe.scales?.factor ?? usualFactor;
  // A size hardly larger than the result adds nothing to it.
  const first = Math.sqrt(factor);
  const scales = Math.max(1, Math.floor(Math.log(growth / first) / Math.log(factor)) + 1);
  const iterations = scales * iterationsPerScale;
  if (scales === 1) return { ...size, ...withoutScales(recipe), iterations };
  const longest = Math.max(from.width, from.height);
  return {
    ...size,
    'scales.from': Math.min(Math.ceil(longest * first), largestScale),
    ...(!recipe.scales && { 'scales.factor': factor }),
    iterations,
  };
}

/** Whether the content counts more against the style in a larger picture. */
const isSummed = ({ content: { reduction }, gradientNormalization }: OptimizeRecipe): boolean =>
  (reduction === 'sum' || reduction === 'half-sum') && !gradientNormalization;

/** The schema's limit for the first scale. */
const largestScale = 16_384;

/** A picture's size as the recipe measures it. */
function measured({ measure }: Recipe, { width, height }: Size): number {
  return measure === 'height' ? height : Math.max(width, height);
}

const sizeSetting = (recipe: Recipe, size: number): Settings => (recipe.size === size ? {} : { size });

const withoutScales = ({ scales }: OptimizeRecipe): Settings => (scales ? { scales: false } : {});
