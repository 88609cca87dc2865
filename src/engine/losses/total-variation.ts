import type { TotalVariationKind } from '../../recipe/schema/conventions';
import { absolute, add, power, scale, square, subtract } from '../graph/operators/elementwise';
import { sum, sumOfSquares } from '../graph/operators/reductions';
import { slice } from '../graph/operators/shaping';
import { elements, staticFeatureMap } from '../graph/shapes';
import type { Value } from '../graph/value';
import type { ImageLoss } from './loss';

/** a·Σdy² + b·Σdx², where a and b may depend on the numbers of vertical and horizontal differences. */
const squared =
  (coefficients: (countY: number, countX: number) => readonly [number, number]): ImageLoss =>
  (image) => {
    const { dy, dx } = differences(image);
    const [a, b] = coefficients(elements(staticFeatureMap(dy)), elements(staticFeatureMap(dx)));
    return add(scale(sumOfSquares(dy), a), scale(sumOfSquares(dx), b));
  };

/** ½Σ(dy² + dx²) over the (H−1)×(W−1) grid (jcjohnson/neural-style). */
const squaredHalfSum: ImageLoss = (image) => {
  const { dy, dx } = gridDifferences(image);
  return scale(add(sumOfSquares(dy), sumOfSquares(dx)), 1 / 2);
};

/** Σ(dy² + dx²)^1.25 over the (H−1)×(W−1) grid (Chollet, Deep Learning with Python, section 8.3). */
const toPower: ImageLoss = (image) => {
  const { dy, dx } = gridDifferences(image);
  return sum(power(add(square(dy), square(dx)), 1.25));
};

/** Σ|dy| + Σ|dx|; the gradient of a difference of 0 counts as 0. */
const absoluteSum: ImageLoss = (image) => {
  const { dy, dx } = differences(image);
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

/** The differences of vertical neighbours [N, 3, H−1, W] and of horizontal ones [N, 3, H, W−1]. */
function differences(image: Value) {
  const [, , height, width] = staticFeatureMap(image);
  return {
    dy: subtract(slice(image, 2, 1, height), slice(image, 2, 0, height - 1)),
    dx: subtract(slice(image, 3, 1, width), slice(image, 3, 0, width - 1)),
  };
}

/** Both differences where an element has a neighbour below and one to the right: [N, 3, H−1, W−1]. */
function gridDifferences(image: Value) {
  const [, , height, width] = staticFeatureMap(image);
  const { dy, dx } = differences(image);
  return { dy: slice(dy, 3, 0, width - 1), dx: slice(dx, 2, 0, height - 1) };
}
