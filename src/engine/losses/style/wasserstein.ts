import { add, multiply, scale, subtract } from '../../graph/operators/elementwise';
import { identity } from '../../graph/operators/leaves';
import { matrixProduct } from '../../graph/operators/matrices';
import { sum, sumOfSquares } from '../../graph/operators/reductions';
import { slice } from '../../graph/operators/shaping';
import type { StyleLoss } from '../loss';
import { matrixRoot } from './newton-schulz';
import { meanAndCovariance, meanAndCovarianceOf, momentMatrix } from './statistics';
import { wassersteinTarget } from './wasserstein-target';

/**
 * The squared Wasserstein-2 distance between the normal distributions that have the means and covariances of the
 * features and of the style: |μ − μ_s|² + tr(C + C_s − 2·(C_s^½·C·C_s^½)^½) (Dowson & Landau 1982; as a style loss in
 * crowsonkb/style-transfer-pytorch).
 *
 * Any L with L·Lᵀ = C_s can replace the root C_s^½, because Lᵀ·C·L has the same eigenvalues.
 *
 * The target, [2 + C, C], holds μ_s, the regularisation of the diagonals of C_s and C, and L: see `wassersteinTarget`.
 */
export const wassersteinLoss: StyleLoss = {
  statistic: (features, guidance, target) =>
    momentMatrix(features, guidance, target && slice(target, 0, 0, 1)),
  score(moments, target) {
    const channels = Number(target.shape[1]);
    const added = slice(target, 0, 1, 2);
    const root = slice(target, 0, 2, 2 + channels);
    const { mean, covariance } = meanAndCovariance(moments);
    const regularized = add(covariance, multiply(identity(channels), added));
    const between = matrixProduct(matrixProduct(root, regularized, { transposeA: true }), root);
    const styleCovariance = matrixProduct(root, root, { transposeB: true });
    const difference = subtract(add(regularized, styleCovariance), scale(matrixRoot(between), 2));
    return add(sumOfSquares(mean), sum(multiply(difference, identity(channels))));
  },
  target(moments) {
    const { mean, covariance } = meanAndCovarianceOf(moments);
    return wassersteinTarget(mean, covariance);
  },
  targetShape: (channels) => [2 + channels, channels],
  elements: (channels) => channels,
};
