import type { GraphBuilder, Tensor } from '../graph/builder';
import { gramLoss, gramMatrix } from './gram';
import type { FeatureLoss } from './loss';
import { spatialMeans } from './mean';

/** Features [1, C, H, W] minus each channel's mean. */
export function centered(g: GraphBuilder, features: Tensor, guidance?: Tensor): Tensor {
  return g.subtract(features, spatialMeans(g, features, guidance));
}

/** n·(F − μ)(F − μ)ᵀ: the Gram matrix with the means removed; [C, C]. */
export function covarianceMatrix(
  g: GraphBuilder,
  features: Tensor,
  normalization: number,
  guidance?: Tensor,
): Tensor {
  return gramMatrix(g, centered(g, features, guidance), normalization, guidance);
}

/**
 * Σ(C − C_s)²; gradient 4n·(C − C_s)·(F − μ). It needs no term for the means, since the rows of F − μ sum to 0, weighted where μ is.
 */
export const covarianceLoss =
  (normalization: number): FeatureLoss =>
  (g, features, target, factor, guidance) =>
    gramLoss(normalization)(g, centered(g, features, guidance), target, factor, guidance);
