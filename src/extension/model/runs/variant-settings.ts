import isEqual from 'fast-deep-equal';

import type { VariantName } from '../../../contracts/panel';
import type { OptimizeRecipe, Recipe } from '../../../recipe/recipe';
import type { Changes } from '../../../recipe/values/changes';
import { valueAt } from '../../../recipe/values/paths';

export interface Variant {
  readonly name: VariantName;
  /** What it changes in the recipe. */
  readonly changes: Changes;
}

export const variantCount = 6;

/** Longest side of a variant in pixels, and its iterations: enough to tell variants apart. */
const variantSize = 192;
const variantIterations = 80;

/**
 * Settings around the present ones. They vary what a person would try next and what is visible at this size: the amount of
 * style, the size of its strokes, the colours. A variant that equals the present settings is replaced by one from further
 * down the list.
 */
export function variantsOf(recipe: Recipe): Variant[] {
  const candidates = recipe.method === 'optimize' ? optimizeVariants(recipe) : passVariants;
  return candidates.filter(({ changes }) => isDifferent(recipe, changes)).slice(0, variantCount);
}

/** What a network that was trained for its style leaves to choose. */
const passVariants: readonly Variant[] = [
  { name: 'gentler', changes: { strength: 0.6 } },
  { name: 'stronger', changes: { strength: 1 } },
  { name: 'content-colors', changes: { colors: 'content' } },
  { name: 'style-colors', changes: { colors: 'style' } },
];

function optimizeVariants({ style, totalVariation, initial }: OptimizeRecipe): readonly Variant[] {
  const brush = (factor: number) => rounded(Math.min(Math.max(style.scale * factor, 0.1), 10));
  return [
    { name: 'gentler', changes: { 'style.weight': rounded(style.weight / 10) } },
    { name: 'stronger', changes: { 'style.weight': rounded(style.weight * 10) } },
    { name: 'larger-strokes', changes: { 'style.scale': brush(1.6) } },
    { name: 'finer-strokes', changes: { 'style.scale': brush(0.6) } },
    { name: 'content-colors', changes: { colors: 'content' } },
    { name: 'matched-colors', changes: { colors: 'match-pca' } },
    { name: 'style-colors', changes: { colors: 'style' } },
    { name: 'smoother', changes: { 'totalVariation.weight': rounded(totalVariation.weight * 10) } },
    initial.image === 'noise'
      ? { name: 'from-content', changes: { 'initial.image': 'content' } }
      : { name: 'from-noise', changes: { 'initial.image': 'noise' } },
  ];
}

/** Changes that make a run small and quick. */
export function quickly(recipe: Recipe): Changes {
  const size = recipe.size === 'native' ? variantSize : Math.min(recipe.size, variantSize);
  return {
    size,
    ...(recipe.method === 'optimize' && { iterations: Math.min(recipe.iterations, variantIterations) }),
    // With a fixed height a wide picture would be large.
    ...(recipe.measure === 'height' && { measure: 'longest' }),
  };
}

function isDifferent(recipe: Recipe, changes: Changes): boolean {
  return Object.entries(changes).some(([key, value]) => !isEqual(valueAt(recipe, key), value));
}

const rounded = (value: number): number => Number(value.toPrecision(3));
