import * as z from 'zod';

import type { Recipe } from './recipe';
import { weightSchema } from './schema/optimize';
import { mostStyles } from './styles';

const weightsSchema = z.strictObject({
  'content.weight': weightSchema,
  'style.weight': weightSchema,
  'totalVariation.weight': weightSchema,
  /** Not part of the recipe: a weight for each style picture, in the run's order. Only their ratios count. */
  mix: z.array(weightSchema).max(mostStyles),
});

/** The settings of a run that can be changed while it is running, by their keys in the recipe. */
export type Weights = Readonly<z.infer<typeof weightsSchema>>;

/** Changes to them, which the run's next step uses. */
export const liveSettingsSchema = weightsSchema.partial();
export type LiveSettings = z.infer<typeof liveSettingsSchema>;

export const liveKeySchema = weightsSchema.keyof();
export type LiveKey = z.infer<typeof liveKeySchema>;
export const liveKeys: readonly LiveKey[] = liveKeySchema.options;

/** The weights that a run of a recipe starts with. */
export const initialWeights = (recipe: Recipe, mix: readonly number[]): Weights => ({
  'content.weight': recipe.content.weight,
  'style.weight': recipe.style.weight,
  'totalVariation.weight': recipe.totalVariation.weight,
  mix: [...mix],
});

/** Weights with changes. A mix of another number of styles is not for this run, and is ignored. */
export const changedWeights = (weights: Weights, { mix = [], ...others }: LiveSettings): Weights => ({
  ...weights,
  ...(others as Partial<Weights>),
  ...(mix.length === weights.mix.length && { mix }),
});

export const areEqual = ({ mix: a, ...one }: Weights, { mix: b, ...other }: Weights): boolean =>
  a.length === b.length &&
  a.every((weight, index) => weight === b[index]) &&
  Object.entries(one).every(([key, weight]) => weight === other[key as keyof typeof other]);
