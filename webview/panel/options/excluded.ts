import { exclusions } from '../../../src/recipe/exclusions';
import type { Recipe } from '../../../src/recipe/recipe';

/** Whether the engine would refuse a switch that is to be turned on. */
export function isExcluded(recipe: Recipe, key: string): boolean {
  return exclusions({ ...recipe, [key]: true }).some((excluded) => excluded.key === key);
}
