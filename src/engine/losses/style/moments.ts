import { absolute, add, scale, subtract } from '../../graph/operators/elementwise';
import { sum } from '../../graph/operators/reductions';
import { slice } from '../../graph/operators/shaping';
import type { StyleLoss } from '../loss';
import { meanAndCovariance, meanAndCovarianceOf, momentMatrix } from './statistics';

/**
 * Σ|μ − μ_s|/C + Σ|Σ − Σ_s|/C², the mean absolute differences of means and of covariances (Kolkin et al. 2019, Style
 * Transfer by Relaxed Optimal Transport and Self-Similarity, equation 5).
 *
 * The target, [1 + C, C], holds the mean and the covariance.
 */
export const momentsLoss: StyleLoss = {
  statistic: (features, guidance, target) =>
    momentMatrix(features, guidance, target && slice(target, 0, 0, 1)),
  score(moments, target) {
    const channels = Number(target.shape[1]);
    const { mean, covariance } = meanAndCovariance(moments);
    const difference = subtract(covariance, slice(target, 0, 1, 1 + channels));
    return add(scale(sum(absolute(mean)), 1 / channels), scale(sum(absolute(difference)), 1 / channels ** 2));
  },
  target(moments) {
    const { mean, covariance } = meanAndCovarianceOf(moments);
    const target = new Float32Array(mean.length + covariance.length);
    target.set(mean);
    target.set(covariance, mean.length);
    return target;
  },
  targetShape: (channels) => [1 + channels, channels],
  // Both summands are means already.
  elements: () => 1,
};
