import { StylizeError } from '../../../channel/errors';

/**
 * Added to the diagonals of both covariances, relative to the style's mean variance. Without it the covariance of fewer
 * positions than channels has no inverse; with less, the eigenvalues of the roots exceed float32's range.
 */
const regularization = 0.01;
/** Lower bounds for a style that does not vary: absolute, and relative to its largest squared mean (rounding errors). */
const leastRegularization = 1e-6;
const rounding = 1e-5;

/**
 * The target of `wassersteinLoss`, computed in float64.
 *
 * @param mean μ_s, [C]
 * @param covariance C_s, [C, C], of features divided by positions
 * @returns [2 + C, C]: the mean, the regularisation of each variance, and L with L·Lᵀ = C_s + regularisation
 * @throws StylizeError `internal` when the matrix is not a covariance
 */
export function wassersteinTarget(mean: Float32Array, covariance: Float32Array): Float32Array {
  const channels = mean.length;
  let trace = 0;
  for (let i = 0; i < channels; i++) trace += covariance[i * channels + i]!;
  const rounded = rounding * mean.reduce((largest, value) => Math.max(largest, value ** 2), 0);
  const added = Math.fround(Math.max((regularization * trace) / channels, rounded, leastRegularization));
  const target = new Float32Array((2 + channels) * channels);
  target.set(mean);
  target.fill(added, channels, 2 * channels);
  target.set(choleskyFactor(covariance, channels, added), 2 * channels);
  return target;
}

/** Lower triangular L, [n, n], with L·Lᵀ = matrix + added·I (Golub & Van Loan 2013, algorithm 4.2.1, row by row). */
function choleskyFactor(matrix: Float32Array, n: number, added: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * n + j]! + (i === j ? added : 0);
      for (let k = 0; k < j; k++) rest -= factor[i * n + k]! * factor[j * n + k]!;
      if (i !== j) factor[i * n + j] = rest / factor[j * n + j]!;
      else if (rest > 0) factor[i * n + i] = Math.sqrt(rest);
      else throw new StylizeError('internal', 'The style’s covariance is not positive definite');
    }
  }
  return factor;
}
