import { subtract } from '../../graph/operators/elementwise';
import { sumOfSquares } from '../../graph/operators/reductions';
import type { StyleLoss } from '../loss';
import { meanAndCovariance, meanAndCovarianceOf, momentMatrix } from './statistics';

/** Σ(C − C_s)² with C = n·(F − μ)(F − μ)ᵀ, the Gram matrix with the means removed. */
export const covarianceLoss: StyleLoss = {
  statistic: (features, guidance) => momentMatrix(features, guidance),
  score: (moments, target) => sumOfSquares(subtract(meanAndCovariance(moments).covariance, target)),
  target: (moments) => meanAndCovarianceOf(moments).covariance,
  targetShape: (channels) => [channels, channels],
  elements: (channels) => channels ** 2,
};
