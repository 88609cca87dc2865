import { withPullback } from '../../graph/operators/custom-pullback';
import { add, divide, multiply, scale, squareRoot, subtract } from '../../graph/operators/elementwise';
import { identity } from '../../graph/operators/leaves';
import { matrixProduct } from '../../graph/operators/matrices';
import { sumOfSquares } from '../../graph/operators/reductions';
import type { Value } from '../../graph/value';

/**
 * Enough for eigenvalues of 1e-7 times the largest to converge, and too few for an eigenvalue that rounding made negative
 * to diverge.
 */
const steps = 24;

/**
 * Square root of a symmetric positive definite matrix [C, C] by the coupled Newton–Schulz iteration (Higham 2008,
 * Functions of Matrices, equation 6.35). It needs only matrix products, which every device computes well.
 *
 * The pullback, ½·S·R⁻¹, holds for gradients S that commute with the root R, such as that of a trace.
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
  // Rounding errors of the two roots have opposite signs: the mean of R and R⁻¹·matrix is the better root.
  const mean = scale(add(root, matrixProduct(inverseRoot, matrix)), 1 / 2);
  return withPullback(mean, matrix, (gradient) => matrixProduct(scale(gradient, 1 / 2), inverseRoot));
}
