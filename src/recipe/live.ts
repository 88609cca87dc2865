import * as z from 'zod';

import type { OptimizeRecipe, Recipe } from './recipe';
import { strengthSchema } from './schema/one-pass';
import { weightSchema } from './schema/optimize';
import { mostStyles } from './styles';

/** Not part of a recipe: a weight for each style picture, in the run's order. Only their ratios count. */
const mix = z.array(weightSchema).max(mostStyles);

const optimizeWeightsSchema = z.strictObject({
  'content.weight': weightSchema,
  'style.weight': weightSchema,
  'totalVariation.weight': weightSchema,
  mix,
});
const passWeightsSchema = z.strictObject({ strength: strengthSchema, mix });
const weightsSchema = z.strictObject({ ...optimizeWeightsSchema.shape, ...passWeightsSchema.shape });

/** The settings of a run that can be changed while it is running, by their keys in the recipe. */
export type Weights = OptimizeWeights | PassWeights;
export type OptimizeWeights = Readonly<z.infer<typeof optimizeWeightsSchema>>;
export type PassWeights = Readonly<z.infer<typeof passWeightsSchema>>;

/** Changes to them, which the run's next step uses. */
export const liveSettingsSchema = weightsSchema.partial();
export type LiveSettings = z.infer<typeof liveSettingsSchema>;

export const liveKeySchema = weightsSchema.keyof();
export type LiveKey = z.infer<typeof liveKeySchema>;
export const liveKeys: readonly LiveKey[] = liveKeySchema.options;

/** The weights that a run of a recipe starts with. */
export function initialWeights(recipe: OptimizeRecipe, mix: readonly number[]): OptimizeWeights;
export function initialWeights(recipe: Recipe, mix: readonly number[]): Weights;
export function initialWeights(recipe: Recipe, mix: readonly number[]): Weights {
  if (recipe.method === 'one-pass') return { strength: recipe.strength, mix: [...mix] };
  return {
    'content.weight': recipe.content.weight,
    'style.weight': recipe.style.weight,
    'totalVariation.weight': recipe.totalVariation.weight,
    mix: [...mix],
  };
}

/** Weights with changes. Those that another method has, and a mix of another number of styles, are ignored. */
export function changedWeights<W extends Weights>(weights: W, { mix = [], ...others }: LiveSettings): W {
  const own = Object.entries(others).filter(([key, value]) => key in weights && value !== undefined);
  return {
    ...weights,
    ...Object.fromEntries(own),
    ...(mix.length === weights.mix.length && { mix }),
  };
}

export const areEqual = ({ mix: a, ...one }: Weights, { mix: b, ...other }: Weights): boolean =>
  a.length === b.length &&
  a.every((weight, index) => weight === b[index]) &&
  Object.entries(one).every(([key, weight]) => weight === (other as Record<string, unknown>)[key]);
