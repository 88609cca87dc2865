import { subtract } from '../graph/operators/elementwise';
import { sumOfSquares } from '../graph/operators/reductions';
import type { Value } from '../graph/value';

/** Σ(F − F_c)² (Gatys, Ecker & Bethge 2015, equation 1, without its ½), itself a sum over positions. */
export const contentLoss = (features: Value, target: Value): Value =>
  sumOfSquares(subtract(features, target));
