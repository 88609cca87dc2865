import { sumTo } from '../../graph/operators/broadcasting';
import { add, divide, multiply, square, squareRoot, subtract } from '../../graph/operators/elementwise';
import { constant } from '../../graph/operators/leaves';
import { sum } from '../../graph/operators/reductions';
import { staticFeatureMap } from '../../graph/shapes';
import type { Value } from '../../graph/value';

/** Keeps the division by the length of features that are all 0 from being 0/0. */
const tiny = 1e-20;

/**
 * Σ(1 − cos(F − μ, T)) over positions, the cosine distance of each from a target of its own (Kolkin et al. 2022, Neural
 * Neighbor Style Transfer, section 3.2), which was looked for among a style's features: see `Matching`.
 *
 * @param features F, [1, C, H, W]
 * @param target T, [1, C, H, W], of length 1 at each position
 * @param center μ, [1, C, 1, 1]; 0 when left out
 * @param weights [1, 1, H, W], by which the positions count; all count as 1 when left out
 */
export function nearestLoss(features: Value, target: Value, center?: Value, weights?: Value): Value {
  const [, , height, width] = staticFeatureMap(features);
  const overChannels = (x: Value) => sumTo(x, [1, 1, height, width]);
  const seen = center ? subtract(features, center) : features;
  const length = squareRoot(add(overChannels(square(seen)), constant(tiny)));
  const cosine = divide(overChannels(multiply(seen, target)), length);
  const distance = subtract(constant(1), cosine);
  return sum(weights ? multiply(distance, weights) : distance);
}
