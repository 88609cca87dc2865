import { add, divide, multiply, scale, squareRoot, subtract } from '../../graph/operators/elementwise';
import { identity } from '../../graph/operators/leaves';
import { matrixProduct } from '../../graph/operators/matrices';
import { withPullback } from '../../graph/operators/own-pullback';
import { sumOfSquares } from '../../graph/operators/reductions';
import type { Value } from '../../graph/value';

/**
 * With 24 steps eigenvalues of a ten-millionth of the largest have converged; where rounding leaves one below zero, as
 * many steps are too few for it to run away.
 */
const steps = 24;

/**
 * Square root of a symmetric positive definite matrix [C, C] by the coupled Newton–Schulz iteration (Higham 2008,
 * Functions of Matrices, equation 6.35): products of matrices alone, which any device is good at.
 *
 * Its slope is that of slopes which commute with it, as a trace's does: ½·S·R⁻¹.
 */
export function matrixRoot(matrix: Value): Value {
  const unit = identity(Number(matrix.shape.at(-1)));
  const norm = squareRoot(sumOfSquares(matrix));
  let y = divide(matrix, norm);
  let z = unit;
  for (let step = 0; step < steps; step++) {
    const product = step === 0 ? y : matrixProduct(z, y);
    const correction = subtract(scale(unit, 1.5), scale(product, 0.5));
    y = matrixProduct(y, correction);
    z = step === 0 ? correction : matrixProduct(correction, z);
  }
  const rootOfNorm = squareRoot(norm);
  const [root, inverseRoot] = [multiply(y, rootOfNorm), divide(z, rootOfNorm)];
  // Rounding moves the two roots in opposite directions: the mean of R and R⁻¹·matrix has half of either's error.
  const mean = scale(add(root, matrixProduct(inverseRoot, matrix)), 1 / 2);
  return withPullback(mean, matrix, (slope) => matrixProduct(scale(slope, 1 / 2), inverseRoot));
}
