import { staticFeatureMap } from '../graph/builder';
import { centered, covarianceMatrix } from './covariance';
import { asMatrix } from './gram';
import { guided } from './guidance';
import type { FeatureLoss } from './loss';
import { channelMeans } from './mean';
import { matrixRoot } from './newton-schulz';

/**
 * The squared Wasserstein-2 distance of two normal distributions, those with the means and covariances of the features
 * and of the style: |μ − μ_s|² + tr(C + C_s − 2·(C_s^½·C·C_s^½)^½) (Dowson & Landau 1982; as a style loss in
 * crowsonkb/style-transfer-pytorch).
 *
 * Any L with L·Lᵀ = C_s may stand for the root C_s^½: Lᵀ·C·L has the same eigenvalues. The gradient with respect to C
 * is I − L·(Lᵀ·C·L)^−½·Lᵀ, I minus the optimal transport map.
 *
 * The target, [2 + C, C], holds μ_s, the regularisation that was added to the diagonal of C_s and is added to that of
 * C, and L: see `wassersteinTarget`.
 */
export const wassersteinLoss: FeatureLoss = (g, features, target, factor, guidance) => {
  const shape = staticFeatureMap(features);
  const [, channels, height, width] = shape;
  const positions = height * width;
  const styleMean = g.rows(target, 0, 1);
  const root = g.rows(target, 2, 2 + channels);
  const identity = g.identity(channels);

  const regularization = g.multiply(identity, g.rows(target, 1, 2));
  const covariance = g.add(covarianceMatrix(g, features, 1 / positions, guidance), regularization);
  const between = g.matrixProduct(g.matrixProduct(root, covariance, { transposeA: true }), root);
  const { root: betweenRoot, inverseRoot } = matrixRoot(g, between);

  const meanDifference = g.subtract(channelMeans(g, features, guidance), g.reshape(styleMean, [channels]));
  const trace = g.sum(g.multiply(g.subtract(covariance, g.scale(betweenRoot, 2)), identity));
  const value = g.add(g.add(g.sumOfSquares(meanDifference), trace), g.sumOfSquares(root));

  const transport = g.matrixProduct(g.matrixProduct(root, inverseRoot), root, { transposeB: true });
  const spread = g.matrixProduct(
    g.subtract(identity, transport),
    asMatrix(g, centered(g, features, guidance)),
  );
  const slope = g.add(spread, g.reshape(meanDifference, [channels, 1]));
  const gradient = g.reshape(g.multiply(slope, g.scale(factor, 2 / positions)), shape);
  return { value, gradient: guided(g, guided(g, gradient, guidance), guidance) };
};
