import type * as z from 'zod';

import { StylizeError } from '../channel/errors';
import { exclusions } from './exclusions';
import { fileName } from './files';
import { recipeSchema, type Recipe } from './recipe';

/** What is wrong in a recipe: the key, and why. */
export interface Fault {
  readonly key: string;
  readonly reason: string;
}

type Read =
  | { readonly recipe: Recipe; readonly faults?: undefined }
  | { readonly recipe?: undefined; readonly faults: readonly [Fault, ...Fault[]] };

/** A value as a recipe, as far as the schema can tell. */
export function readRecipe(value: unknown): Read {
  const read = recipeSchema.safeParse(value);
  return read.success
    ? { recipe: read.data }
    : { faults: read.error.issues.flatMap(faultsOf) as [Fault, ...Fault[]] };
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const key = (...path: readonly PropertyKey[]) => [...issue.path, ...path].map(String).join('.');
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((unknown) => ({ key: key(unknown), reason: 'there is no such key' }))
    : [{ key: key(), reason: issue.message }];
}

/** What is wrong, key by key, in words. */
export const described = (faults: readonly Fault[]): string =>
  faults.map(({ key, reason }) => `${key === '' ? 'recipe' : key}: ${reason}`).join('; ');

/** What the schema cannot say: @throws StylizeError `bad-setting` when settings exclude one another. */
export function checked(recipe: Recipe): Recipe {
  const [excluded] = exclusions(recipe);
  if (excluded) throw new StylizeError('bad-setting', excluded.message, { hint: excluded.hint });
  return recipe;
}

/** A recipe file's value as a recipe. @throws StylizeError `bad-recipe` that names every key that is wrong */
export function validateRecipe(value: unknown, file: string): Recipe {
  const read = readRecipe(value);
  const [excluded] = read.recipe ? exclusions(read.recipe) : [];
  if (read.recipe && !excluded) return read.recipe;
  const reason = excluded?.message ?? described(read.faults ?? []);
  throw new StylizeError('bad-recipe', `${fileName(file)} is not a recipe: ${reason}`, {
    file,
    hint: excluded?.hint ?? '"stylize recipes show studio" prints a recipe to start from.',
  });
}
