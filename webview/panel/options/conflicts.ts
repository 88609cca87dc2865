import type { Recipe } from '../../../src/protocol/recipe';

/** The switches that are on and that the engine refuses beside a value that is to be set. */
export function conflicts(recipe: Recipe, key: string, value: unknown): string[] {
  const isLbfgs = key === 'optimizer.kind' && value === 'lbfgs';
  const isSearch = isLbfgs || (key === 'optimizer.lineSearch' && value !== 'none');
  return [
    ...(isLbfgs && recipe.clamp ? ['clamp'] : []),
    ...(isSearch && recipe.gradientNormalization ? ['gradientNormalization'] : []),
  ];
}

/** Whether the engine would refuse a switch that is to be turned on. */
export function isRefused({ optimizer }: Recipe, key: string): boolean {
  if (optimizer.kind !== 'lbfgs') return false;
  return key === 'clamp' || (key === 'gradientNormalization' && optimizer.lineSearch !== 'none');
}
