import * as z from 'zod';

import { optimizeSchema } from './optimize';

/**
 * A recipe: everything that decides a result, apart from the pictures and the device. Its method says how it is painted;
 * one that names none is painted by optimisation.
 */
export const recipeSchema = z.discriminatedUnion('method', [optimizeSchema]);

export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeInput = z.input<typeof recipeSchema>;

const descriptive: ReadonlySet<string> = new Set(['name', 'title', 'description', 'source']);

/** Whether a key names a recipe and does not decide a result. */
export const isDescriptive = (key: string): boolean => descriptive.has(key);
