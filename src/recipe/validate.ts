import { basename } from 'node:path';

import type * as z from 'zod';

import { StylizeError } from '../channel/errors';
import { exclusions } from './exclusions';
import { recipeSchema, type Recipe } from './recipe';

/** A recipe file's value as a recipe. Throws a StylizeError `bad-recipe` that names every key that is wrong. */
export function validateRecipe(value: unknown, path: string): Recipe {
  const parsed = recipeSchema.safeParse(value);
  if (!parsed.success) {
    throw new StylizeError(
      'bad-recipe',
      `${basename(path)} is not a recipe: ${describeIssues(parsed.error)}`,
      {
        file: path,
        hint: '"stylize recipes show studio" prints a recipe to start from.',
      },
    );
  }
  return checked(parsed.data);
}

/** What is wrong, key by key, in words. */
export function describeIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${issue.path.join('.') || 'recipe'}: ${issue.message}`).join('; ');
}

/** What the schema cannot say: settings that exclude one another. */
export function checked(recipe: Recipe): Recipe {
  const [excluded] = exclusions(recipe);
  if (excluded) throw new StylizeError('bad-setting', excluded.message, { hint: excluded.hint });
  return recipe;
}
