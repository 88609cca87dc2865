import type * as z from 'zod';

import { StylizeError } from '../channel/errors';
import * as l10n from '../channel/l10n';
import { exclusions } from './exclusions';
import { fileName } from './files';
import { recipeSchema, type OptimizeRecipe, type Recipe } from './recipe';

/** Something wrong in a recipe: its key, and the reason. */
export interface Fault {
  readonly key: string;
  readonly reason: l10n.Words;
}

type Read =
  | { readonly recipe: Recipe; readonly faults?: undefined }
  | { readonly recipe?: undefined; readonly faults: readonly [Fault, ...Fault[]] };

/** Reads a value as a recipe, according to the schema alone. */
export function readRecipe(value: unknown): Read {
  const read = recipeSchema.safeParse(value);
  return read.success
    ? { recipe: read.data }
    : { faults: read.error.issues.flatMap(faultsOf) as [Fault, ...Fault[]] };
}

function faultsOf(issue: z.core.$ZodIssue): Fault[] {
  const key = (...path: readonly PropertyKey[]) => [...issue.path, ...path].map(String).join('.');
  return issue.code === 'unrecognized_keys'
    ? issue.keys.map((unknown) => ({ key: key(unknown), reason: l10n.t`there is no such key` }))
    : [{ key: key(), reason: issue.message }];
}

/** Faults in words, key by key. */
export const described = (faults: readonly Fault[]): l10n.Words =>
  l10n.joined('; ', ...faults.map(({ key, reason }) => l10n.t`${key === '' ? 'recipe' : key}: ${reason}`));

/** Checks what the schema cannot express. @throws StylizeError `bad-setting` if settings exclude one another */
export function checked<R extends Recipe>(recipe: R): R {
  const [excluded] = exclusions(recipe);
  if (excluded) throw new StylizeError('bad-setting', excluded.message, { hint: excluded.hint });
  return recipe;
}

/** @throws StylizeError `usage` for a recipe without losses */
export function optimizing(recipe: Recipe): OptimizeRecipe {
  if (recipe.method === 'optimize') return recipe;
  throw new StylizeError('usage', l10n.t`${recipe.title} paints in one pass: it has no losses.`, {
    hint: l10n.t`Choose a recipe that optimises, such as "studio".`,
  });
}

/** Reads a recipe file's value. @throws StylizeError `bad-recipe` naming every wrong key */
export function validateRecipe(value: unknown, file: string): Recipe {
  const read = readRecipe(value);
  const [excluded] = read.recipe ? exclusions(read.recipe) : [];
  if (read.recipe && !excluded) return read.recipe;
  const reason = excluded?.message ?? described(read.faults ?? []);
  throw new StylizeError('bad-recipe', l10n.t`${fileName(file)} is not a recipe: ${reason}`, {
    file,
    hint: excluded?.hint ?? l10n.t`"stylize recipes show studio" prints a recipe to start from.`,
  });
}
