import * as z from 'zod';

import { optimizeSchema } from './schema/optimize';

/**
 * A recipe: everything that decides a result, apart from the pictures and the device. Its method is how the picture is
 * painted; the default is optimisation.
 */
export const recipeSchema = z.discriminatedUnion('method', [optimizeSchema]);

export type Recipe = z.infer<typeof recipeSchema>;
export type { OptimizeRecipe } from './schema/optimize';
export type RecipeInput = z.input<typeof recipeSchema>;

const descriptive: ReadonlySet<string> = new Set(['name', 'title', 'description', 'source']);

/** Whether a key only describes a recipe, without an influence on the result. */
export const isDescriptive = (key: string): boolean => descriptive.has(key);
