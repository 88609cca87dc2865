import { staticFeatureMap, type GraphBuilder, type Tensor } from '../graph/builder';
import type { FeatureLoss } from './loss';

/** Each channel's mean over the positions of a feature map [1, C, H, W]: [C]. */
export function channelMeans(g: GraphBuilder, features: Tensor): Tensor {
  return g.reshape(g.spatialMean(features), [features.shape[1]!]);
}

/** Σ(μ − μ_s)²; gradient 2/P·(μ − μ_s)·1ᵀ. */
export const meanLoss: FeatureLoss = (g, features, target, factor) => {
  const [, channels, height, width] = staticFeatureMap(features);
  const difference = g.subtract(channelMeans(g, features), target);
  const slope = g.multiply(difference, g.scale(factor, 2 / (height * width)));
  return {
    value: g.sumOfSquares(difference),
    gradient: g.expand(g.reshape(slope, [1, channels, 1, 1]), [1, channels, height, width]),
  };
};
