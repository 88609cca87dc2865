import type { TotalVariationKind } from '../../protocol/recipe';
import type { GraphBuilder, Tensor } from '../graph/builder';
import { product, staticFeatureMap } from '../graph/builder';
import type { ImageLoss, LossNodes } from './loss';

const end = Infinity;

/** a·Σdy² + b·Σdx², where a and b may depend on the numbers of differences N_y and N_x. */
const squared =
  (coefficients: (countY: number, countX: number) => readonly [number, number]): ImageLoss =>
  (g, image, factor) => {
    const { dy, dx } = differences(g, image);
    const [a, b] = coefficients(product(staticFeatureMap(dy)), product(staticFeatureMap(dx)));
    return {
      value: g.add(g.scale(g.sumOfSquares(dy), a), g.scale(g.sumOfSquares(dx), b)),
      gradient: spread(g, g.multiply(dy, g.scale(factor, 2 * a)), g.multiply(dx, g.scale(factor, 2 * b))),
    };
  };

/** ½Σ(dy² + dx²) over the (H−1)×(W−1) grid (jcjohnson/neural-style). */
const squaredHalfSum: ImageLoss = (g, image, factor) => {
  const { dy, dx } = gridDifferences(g, image);
  return {
    value: g.scale(g.add(g.sumOfSquares(dy), g.sumOfSquares(dx)), 0.5),
    gradient: spreadGrid(g, g.multiply(dy, factor), g.multiply(dx, factor)),
  };
};

/** Σ(dy² + dx²)^1.25 over the (H−1)×(W−1) grid (Chollet, Deep Learning with Python, section 8.3). */
const power: ImageLoss = (g, image, factor) => {
  const { dy, dx } = gridDifferences(g, image);
  const squares = g.add(g.square(dy), g.square(dx));
  const fourthRoot = g.squareRoot(g.squareRoot(squares));
  // d(s^1.25)/d(dy) = 1.25·s^0.25 · 2dy
  const slope = g.multiply(fourthRoot, g.scale(factor, 2.5));
  return {
    value: g.sum(g.multiply(squares, fourthRoot)),
    gradient: spreadGrid(g, g.multiply(slope, dy), g.multiply(slope, dx)),
  };
};

/** Σ|dy| + Σ|dx|; where a difference is 0 its slope counts as 0. */
const absolute: ImageLoss = (g, image, factor) => {
  const { dy, dx } = differences(g, image);
  return {
    value: g.add(g.sum(g.absolute(dy)), g.sum(g.absolute(dx))),
    gradient: spread(g, g.multiply(g.sign(dy), factor), g.multiply(g.sign(dx), factor)),
  };
};

export const totalVariationLosses: Readonly<Record<TotalVariationKind, ImageLoss>> = {
  // Does not depend on the picture's size.
  'squared-mean': squared((countY, countX) => [1 / countY, 1 / countX]),
  // As published code of StyleNet has it: each divided by the other's count.
  'squared-mean-swapped': squared((countY, countX) => [1 / countX, 1 / countY]),
  'squared-sum': squared(() => [1, 1]),
  'squared-half-sum': squaredHalfSum,
  power,
  absolute,
};

/** All differences of vertical neighbours [1, 3, H−1, W] and of horizontal ones [1, 3, H, W−1]. */
function differences(g: GraphBuilder, image: Tensor) {
  return {
    dy: g.subtract(g.crop(image, [1, 0], [end, end]), g.crop(image, [0, 0], [-1, end])),
    dx: g.subtract(g.crop(image, [0, 1], [end, end]), g.crop(image, [0, 0], [end, -1])),
  };
}

/** Differences of every element but the last row's and column's to its neighbours below and right: [1, 3, H−1, W−1]. */
function gridDifferences(g: GraphBuilder, image: Tensor) {
  const origin = g.crop(image, [0, 0], [-1, -1]);
  return {
    dy: g.subtract(g.crop(image, [1, 0], [end, -1]), origin),
    dx: g.subtract(g.crop(image, [0, 1], [-1, end]), origin),
  };
}

/** Gradient with respect to the image from those with respect to `differences`. */
function spread(g: GraphBuilder, dy: Tensor, dx: Tensor): LossNodes['gradient'] {
  const fill = 'constant';
  return g.add(
    g.subtract(g.pad(dy, { top: 1 }, fill), g.pad(dy, { bottom: 1 }, fill)),
    g.subtract(g.pad(dx, { left: 1 }, fill), g.pad(dx, { right: 1 }, fill)),
  );
}

/** The same for `gridDifferences`. */
function spreadGrid(g: GraphBuilder, dy: Tensor, dx: Tensor): LossNodes['gradient'] {
  return spread(g, g.pad(dy, { right: 1 }, 'constant'), g.pad(dx, { bottom: 1 }, 'constant'));
}
