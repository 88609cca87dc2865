import * as z from 'zod';

import { weightSchema } from './optimize';
import type { Recipe } from './recipe';
import { mostStyles } from './styles';

const weightsSchema = z.strictObject({
  'content.weight': weightSchema,
  'style.weight': weightSchema,
  'totalVariation.weight': weightSchema,
  /** Not the recipe's: one for each style picture, in the order of the run's styles. Only their ratios count. */
  mix: z.array(weightSchema).max(mostStyles),
});

/** What can be changed while a run goes on, by its key in the recipe. */
export type Weights = Readonly<z.infer<typeof weightsSchema>>;

/** Those that change; the run's next step uses them. */
export const liveSettingsSchema = weightsSchema.partial();
export type LiveSettings = z.infer<typeof liveSettingsSchema>;

export const liveKeySchema = weightsSchema.keyof();
export type LiveKey = z.infer<typeof liveKeySchema>;
export const liveKeys: readonly LiveKey[] = liveKeySchema.options;

/** What a run of a recipe begins with. */
export const initialWeights = (recipe: Recipe, mix: readonly number[]): Weights => ({
  'content.weight': recipe.content.weight,
  'style.weight': recipe.style.weight,
  'totalVariation.weight': recipe.totalVariation.weight,
  mix: [...mix],
});

/** Weights as they are changed. A mix of another number of styles is none of this run's. */
export const changedWeights = (weights: Weights, { mix = [], ...others }: LiveSettings): Weights => ({
  ...weights,
  ...(others as Partial<Weights>),
  ...(mix.length === weights.mix.length && { mix }),
});
