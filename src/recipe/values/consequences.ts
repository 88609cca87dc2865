import isEqual from 'fast-deep-equal';

import { initialOptimizer } from '../schema/optimizers';
import { valueAt, withValue, type Settings } from './paths';
import type { PlainObject } from './plain-object';

/** What a changed setting brings with it. Values that are given at the same time take precedence. */
const consequences: Readonly<Record<string, (value: unknown, recipe: PlainObject) => Settings>> = {
  'optimizer.kind': (kind) => ({ optimizer: initialOptimizer(kind) }),
  gradientNormalization: (isOn, recipe) =>
    isOn === true ? { ...fittingWeights(recipe), ...fittingSearch(recipe) } : {},
};

/** The settings that bring other values with them. */
export const leadingKeys: readonly string[] = Object.keys(consequences);

/** A changed recipe, with what the change brings with it. */
export function withConsequences(
  recipe: PlainObject,
  change: (recipe: PlainObject) => PlainObject,
): PlainObject {
  const changed = change(recipe);
  const brought = leadingKeys.flatMap((key) => {
    const value = valueAt(changed, key);
    return isEqual(value, valueAt(recipe, key)) ? [] : Object.entries(consequences[key]!(value, changed));
  });
  if (brought.length === 0) return changed;
  return change(brought.reduce((all, [key, value]) => withValue(all, key, value), recipe));
}

/** For means over pixels. Total variation is not normalised, and its sums grow with the picture. */
const totalVariationWeights: Readonly<Record<string, number>> = {
  'squared-mean': 0.1,
  'squared-mean-swapped': 0.1,
};

/**
 * Weights that go with normalised gradients. The norm of each layer's gradient is then 1 before its weight, in any
 * recipe's convention, so that the weights of losses as they are would leave content 600 times as strong as style.
 * Found by eye, on the sample pictures: they look about as the recipe does without normalisation.
 */
const fittingWeights = (recipe: PlainObject): Settings => ({
  'content.weight': 1,
  'style.weight': 100,
  'totalVariation.weight': totalVariationWeights[String(valueAt(recipe, 'totalVariation.kind'))] ?? 0,
});

/** L-BFGS takes a change of the gradient for the curvature of a loss, which it is not here: with fixed steps it runs away. */
const fittingSearch = (recipe: PlainObject): Settings =>
  valueAt(recipe, 'optimizer.kind') === 'lbfgs' && valueAt(recipe, 'optimizer.lineSearch') === 'none'
    ? { 'optimizer.lineSearch': 'backtracking' }
    : {};
