import type { GraphBuilder, Tensor } from '../graph/builder';
import { gramLoss, gramMatrix } from './gram';
import type { FeatureLoss } from './loss';

/** Features [1, C, H, W] minus each channel's mean. */
export function centered(g: GraphBuilder, features: Tensor): Tensor {
  return g.subtract(features, g.spatialMean(features));
}

/** n·(F − μ)(F − μ)ᵀ: the Gram matrix with the means removed; [C, C]. */
export function covarianceMatrix(g: GraphBuilder, features: Tensor, normalization: number): Tensor {
  return gramMatrix(g, centered(g, features), normalization);
}

/**
 * Σ(C − C_s)²; gradient 4n·(C − C_s)·(F − μ). It needs no term for the means, since the rows of F − μ sum to 0.
 */
export const covarianceLoss =
  (normalization: number): FeatureLoss =>
  (g, features, target, factor) =>
    gramLoss(normalization)(g, centered(g, features), target, factor);
