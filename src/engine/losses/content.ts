import { multiply, subtract } from '../graph/operators/elementwise';
import { sumOfSquares } from '../graph/operators/reductions';
import type { Value } from '../graph/value';

/**
 * Σ(F − F_c)² (Gatys, Ecker & Bethge 2015, equation 1, without its ½), itself a sum over positions.
 *
 * @param core [1, 1, H, W], 1 for the positions that count and 0 for the others; all count when left out
 */
export function contentLoss(features: Value, target: Value, core?: Value): Value {
  const difference = subtract(features, target);
  return sumOfSquares(core ? multiply(difference, core) : difference);
}
