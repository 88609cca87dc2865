import type { Recipe } from '../../recipe/recipe';
import type { Method } from './method';
import { onePass } from './one-pass/one-pass';
import { optimize } from './optimize/optimize';

/** Every way to paint, by the name that a recipe has for it. */
export const methods: Readonly<Record<Recipe['method'], Method>> = {
  optimize,
  'one-pass': onePass,
};
