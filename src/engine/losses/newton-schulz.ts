import type { GraphBuilder, Tensor } from '../graph/builder';

/**
 * With 24 steps eigenvalues of a ten-millionth of the largest have converged; where rounding leaves one below zero, as
 * many steps are too few for it to run away.
 */
export const newtonSchulzSteps = 24;

export interface MatrixRoot {
  /** [C, C] */
  readonly root: Tensor;
  /** [C, C] */
  readonly inverseRoot: Tensor;
}

/**
 * Square root of a symmetric positive definite matrix [C, C] and its inverse, by the coupled Newton–Schulz iteration
 * (Higham 2008, Functions of Matrices, equation 6.35): products of matrices alone, which any device is good at.
 */
export function matrixRoot(g: GraphBuilder, matrix: Tensor): MatrixRoot {
  const identity = g.identity(Number(matrix.shape[0]));
  const norm = g.squareRoot(g.sumOfSquares(matrix));
  let y = g.divide(matrix, norm);
  let z = identity;
  for (let step = 0; step < newtonSchulzSteps; step++) {
    const product = step === 0 ? y : g.matrixProduct(z, y);
    const correction = g.subtract(g.scale(identity, 1.5), g.scale(product, 0.5));
    y = g.matrixProduct(y, correction);
    z = step === 0 ? correction : g.matrixProduct(correction, z);
  }
  const rootOfNorm = g.squareRoot(norm);
  return { root: g.multiply(y, rootOfNorm), inverseRoot: g.divide(z, rootOfNorm) };
}
