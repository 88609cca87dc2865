import type { TotalVariationKind } from '../../recipe/schema/conventions';
import { absolute, add, multiply, power, scale, square, subtract } from '../graph/operators/elementwise';
import { sum, sumOfSquares } from '../graph/operators/reductions';
import { slice } from '../graph/operators/shaping';
import { elements, staticFeatureMap } from '../graph/shapes';
import type { Value } from '../graph/value';
import type { ImageLoss, PictureCore } from './loss';

/** a·Σdy² + b·Σdx², where a and b may depend on the numbers of vertical and horizontal differences. */
const squared =
  (coefficients: (countY: number, countX: number) => readonly [number, number]): ImageLoss =>
  (image, part) => {
    const { dy, dx } = differences(image, part);
    const [batch, channels, height, width] = staticFeatureMap(image);
    const whole = part ?? { height, width };
    const [a, b] = coefficients(
      elements([batch, channels, whole.height - 1, whole.width]),
      elements([batch, channels, whole.height, whole.width - 1]),
    );
    return add(scale(sumOfSquares(dy), a), scale(sumOfSquares(dx), b));
  };

/** ½Σ(dy² + dx²) over the (H−1)×(W−1) grid (jcjohnson/neural-style). */
const squaredHalfSum: ImageLoss = (image, part) => {
  const { dy, dx } = gridDifferences(image, part);
  return scale(add(sumOfSquares(dy), sumOfSquares(dx)), 1 / 2);
};

/** Σ(dy² + dx²)^1.25 over the (H−1)×(W−1) grid (Chollet, Deep Learning with Python, section 8.3). */
const toPower: ImageLoss = (image, part) => {
  const { dy, dx } = gridDifferences(image, part);
  return sum(power(add(square(dy), square(dx)), 1.25));
};

/** Σ|dy| + Σ|dx|; the gradient of a difference of 0 counts as 0. */
const absoluteSum: ImageLoss = (image, part) => {
  const { dy, dx } = differences(image, part);
  return add(sum(absolute(dy)), sum(absolute(dx)));
};

export const totalVariationLosses: Readonly<Record<TotalVariationKind, ImageLoss>> = {
  // Independent of the picture's size.
  'squared-mean': squared((countY, countX) => [1 / countY, 1 / countX]),
  // As in StyleNet's published code: each sum is divided by the other's count.
  'squared-mean-swapped': squared((countY, countX) => [1 / countX, 1 / countY]),
  'squared-sum': squared(() => [1, 1]),
  'squared-half-sum': squaredHalfSum,
  power: toPower,
  absolute: absoluteSum,
};

/**
 * The differences of vertical neighbours [N, 3, H−1, W] and of horizontal ones [N, 3, H, W−1]. A difference belongs to
 * the upper or left one of its pixels; outside a core it is 0.
 */
function differences(image: Value, part?: PictureCore) {
  const [, , height, width] = staticFeatureMap(image);
  const upper = (x: Value) => slice(x, 2, 0, height - 1);
  const left = (x: Value) => slice(x, 3, 0, width - 1);
  const dy = subtract(slice(image, 2, 1, height), upper(image));
  const dx = subtract(slice(image, 3, 1, width), left(image));
  return part ? { dy: multiply(dy, upper(part.core)), dx: multiply(dx, left(part.core)) } : { dy, dx };
}

/** Both differences where an element has a neighbour below and one to the right: [N, 3, H−1, W−1]. */
function gridDifferences(image: Value, part?: PictureCore) {
  const [, , height, width] = staticFeatureMap(image);
  const { dy, dx } = differences(image, part);
  return { dy: slice(dy, 3, 0, width - 1), dx: slice(dx, 2, 0, height - 1) };
}
