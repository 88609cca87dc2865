import { staticFeatureMap, type GraphBuilder, type Shape, type Tensor } from '../graph/builder';
import { guided } from './guidance';
import type { FeatureLoss } from './loss';

/**
 * G = n·F·Fᵀ of a feature map [1, C, H, W] as C×P matrix F (Gatys, Ecker & Bethge 2015, equation 3): [C, C]. Of a region
 * it is that of its guided features, n·Σ T²·f·fᵀ (Gatys et al. 2017, equation 7).
 */
export function gramMatrix(
  g: GraphBuilder,
  features: Tensor,
  normalization: number,
  guidance?: Tensor,
): Tensor {
  const matrix = asMatrix(g, guided(g, features, guidance));
  return g.matrixProduct(matrix, matrix, { transposeB: true, factor: normalization });
}

/**
 * Σ(G − G_s)² with G = n·F·Fᵀ; gradient 4n·(G − G_s)·F (equation 6 of the paper, before the rectifier's mask, which
 * the reverse pass applies).
 */
export const gramLoss =
  (normalization: number): FeatureLoss =>
  (g, features, target, factor, guidance) => {
    const seen = guided(g, features, guidance);
    const difference = g.subtract(gramMatrix(g, seen, normalization), target);
    const weighted = g.multiply(difference, factor);
    const gradient = g.matrixProduct(weighted, asMatrix(g, seen), { factor: 4 * normalization });
    return {
      value: g.sumOfSquares(difference),
      gradient: guided(g, g.reshape(gradient, staticFeatureMap(features)), guidance),
    };
  };

/** A feature map [1, C, H, W] as matrix [C, P]. */
export function asMatrix(g: GraphBuilder, features: Tensor): Tensor {
  const [, channels, height, width] = features.shape;
  const positions = typeof height === 'number' && typeof width === 'number' ? height * width : 'positions';
  return g.reshape(features, [channels!, positions] satisfies Shape);
}
