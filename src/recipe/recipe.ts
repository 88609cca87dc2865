import * as z from 'zod';

import { onePassSchema } from './schema/one-pass';
import { optimizeSchema } from './schema/optimize';

/**
 * A recipe: everything that decides a result, apart from the pictures and the device. Its method is how the picture is
 * painted; the default is optimisation.
 */
export const recipeSchema = z.discriminatedUnion('method', [optimizeSchema, onePassSchema]);

export type Recipe = z.infer<typeof recipeSchema>;
export type { OnePassRecipe } from './schema/one-pass';
export type { OptimizeRecipe } from './schema/optimize';
/** One that optimises, with what has a default left out. */
export type RecipeInput = z.input<typeof optimizeSchema>;

/** How often a run of a recipe judges and improves its picture; a network that paints at once does not. */
export const iterationsOf = (recipe: Recipe): number =>
  recipe.method === 'optimize' ? recipe.iterations : 1;

/** Whether a run of a recipe needs a style picture; a network that was trained for one style knows it. */
export const needsStyle = ({ method }: Recipe): boolean => method === 'optimize';

const descriptive: ReadonlySet<string> = new Set(['name', 'title', 'description', 'source']);

/** Whether a key only describes a recipe, without an influence on the result. */
export const isDescriptive = (key: string): boolean => descriptive.has(key);
