import { staticFeatureMap, type GraphBuilder, type Tensor } from '../graph/builder';
import { guided } from './guidance';
import type { FeatureLoss } from './loss';

/** Each channel's mean over the positions of a feature map [1, C, H, W], weighted by T² in a region: [1, C, 1, 1]. */
export function spatialMeans(g: GraphBuilder, features: Tensor, guidance?: Tensor): Tensor {
  return g.spatialMean(guided(g, guided(g, features, guidance), guidance));
}

/** The same as [C]. */
export function channelMeans(g: GraphBuilder, features: Tensor, guidance?: Tensor): Tensor {
  return g.reshape(spatialMeans(g, features, guidance), [features.shape[1]!]);
}

/** Σ(μ − μ_s)²; gradient 2/P·(μ − μ_s)·1ᵀ, in a region times T². */
export const meanLoss: FeatureLoss = (g, features, target, factor, guidance) => {
  const [, channels, height, width] = staticFeatureMap(features);
  const difference = g.subtract(channelMeans(g, features, guidance), target);
  const slope = g.multiply(difference, g.scale(factor, 2 / (height * width)));
  const gradient = g.expand(g.reshape(slope, [1, channels, 1, 1]), [1, channels, height, width]);
  return {
    value: g.sumOfSquares(difference),
    gradient: guided(g, guided(g, gradient, guidance), guidance),
  };
};
