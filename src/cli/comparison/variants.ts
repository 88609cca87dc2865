import { StylizeError } from '../../channel/errors';
import { recipeName } from '../../recipe/files';
import { recipeOptions } from '../../recipe/options';
import type { Recipe } from '../../recipe/recipe';
import { isSameKey, type Settings } from '../../recipe/values/paths';
import type { Sweep } from '../options/sweep';

/** One picture of a comparison: how it is called and how it is painted. */
export interface Variant {
  readonly title: string;
  /** A name, or a file. */
  readonly recipe: string;
  readonly settings: Settings;
}

/** What is the same in all variants of a row or column, and what its title says. */
interface Choice {
  readonly title: string;
  readonly recipe?: string;
  readonly settings: Settings;
}

/**
 * The variants of a comparison, as they are laid out: the values of one thing in a few rows of about the same length, or
 * those of two as the rows and columns of a table.
 *
 * @param recipes at least one; several are compared with one another
 * @param settings of all variants
 * @throws StylizeError `usage` for more than two things at once
 */
export function variantTable(
  recipes: readonly string[],
  sweeps: readonly Sweep[],
  settings: Settings,
): Variant[][] {
  const [recipe = 'studio'] = recipes;
  const isRecipes = recipes.length > 1 || sweeps.length === 0;
  const axes: Choice[][] = [
    ...(isRecipes ? [recipes.map((name) => ({ title: recipeName(name), recipe: name, settings: {} }))] : []),
    ...sweeps.map(({ key, values }) =>
      values.map((value) => ({ title: `${key} ${formatValue(value)}`, settings: { [key]: value } })),
    ),
  ];
  const [first = [], second, ...more] = axes;
  if (more.length > 0) {
    throw new StylizeError('usage', 'At most two things are compared at once: recipes or --sweep settings.', {
      hint: 'Leave one out, or choose one recipe with --recipe.',
    });
  }
  const variant = (...choices: readonly Choice[]): Variant => ({
    title: choices.map(({ title }) => title).join(', '),
    recipe: choices.find((choice) => choice.recipe !== undefined)?.recipe ?? recipe,
    settings: Object.assign({ ...settings }, ...choices.map((choice) => choice.settings)) as Settings,
  });
  if (second) return first.map((row) => second.map((column) => variant(row, column)));
  return inRows(first.map((choice) => variant(choice)));
}

/** Rows of up to five; of more, of the length that leaves the fewest places empty. */
function inRows<T>(items: readonly T[]): T[][] {
  const emptyPlaces = (columns: number) => (columns - (items.length % columns)) % columns;
  const columns =
    items.length <= 5
      ? items.length
      : [4, 5, 3, 6].reduce((best, next) => (emptyPlaces(next) < emptyPlaces(best) ? next : best));
  return Array.from({ length: Math.ceil(items.length / columns) }, (_, row) =>
    items.slice(row * columns, (row + 1) * columns),
  );
}

/** The values of a setting that counts something, as whole numbers; those of another as they are. */
export function wholeWhereNeeded({ key, values }: Sweep, recipe: Recipe): Sweep {
  const option = recipeOptions(recipe).find((candidate) => isSameKey(candidate.key, key));
  const isWhole = option?.type.kind === 'number' && option.type.whole;
  if (!isWhole) return { key, values };
  const rounded = values.map((value) => (typeof value === 'number' ? Math.round(value) : value));
  return { key, values: [...new Set(rounded)] };
}

function formatValue(value: unknown): string {
  if (typeof value !== 'number') return typeof value === 'string' ? value : JSON.stringify(value);
  const size = Math.abs(value);
  return size >= 1e5 || (size > 0 && size < 1e-3) ? value.toExponential().replace('e+', 'e') : String(value);
}
