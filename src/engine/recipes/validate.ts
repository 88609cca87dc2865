import { basename } from 'node:path';
import type * as z from 'zod';

import { StylizeError } from '../../protocol/errors';
import { recipeSchema, type Recipe } from '../../protocol/recipe';

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
  const fail = (message: string, hint: string) => {
    throw new StylizeError('bad-setting', message, { hint });
  };
  if (recipe.clamp && recipe.optimizer.kind === 'lbfgs') {
    fail('clamp: true does not go with the optimizer lbfgs.', 'Set clamp to false.');
  }
  if (recipe.initial.image === 'file' && recipe.initial.file === undefined) {
    fail('initial.image is "file", but initial.file is not given.', 'Set initial.file to a picture.');
  }
  const { optimizer } = recipe;
  if (recipe.gradientNormalization && optimizer.kind === 'lbfgs' && optimizer.lineSearch !== 'none') {
    fail(
      'gradientNormalization does not go with a line search: the losses are not what the gradient is of.',
      'Set optimizer.lineSearch to none, or optimizer.kind to adam.',
    );
  }
  return recipe;
}
