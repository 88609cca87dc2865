import { sumTo } from '../../graph/operators/broadcasting';
import { divide, multiply, subtract } from '../../graph/operators/elementwise';
import { gram, matrixProduct } from '../../graph/operators/matrices';
import { padAxis, reshape, slice } from '../../graph/operators/shaping';
import { featureMap, times } from '../../graph/shapes';
import type { Value } from '../../graph/value';

/**
 * Features [N, C, H, W] times the guidance channel T, [1, 1, H, W], of a region (Gatys et al. 2017, Controlling
 * Perceptual Factors in Neural Style Transfer, equation 6). The mean of T² is 1, so that a sum over positions with
 * weights T² is to the region what a plain sum is to the whole layer.
 */
const guided = (features: Value, guidance: Value | undefined): Value =>
  guidance ? multiply(features, guidance) : features;

/** Σf over positions, or ΣT²·f in a region: [N, C]. */
export function channelSums(features: Value, guidance?: Value): Value {
  const [n, channels] = featureMap(features);
  const weighted = guided(guided(features, guidance), guidance);
  return reshape(sumTo(weighted, [n, channels, 1, 1]), [n, channels]);
}

/**
 * F·Fᵀ = Σf·fᵀ of the features as a C×P matrix F (Gatys, Ecker & Bethge 2015, equation 3), or ΣT²·f·fᵀ in a region
 * (Gatys et al. 2017, equation 7): [N, C, C].
 */
export function gramMatrix(features: Value, guidance?: Value): Value {
  const seen = guided(features, guidance);
  const [n, channels, height, width] = featureMap(seen);
  return gram(reshape(seen, [n, channels, times(height, width)]));
}

/**
 * The number of positions, the sums of features and the sums of their products, as one matrix [N, 1 + C, 1 + C]: the Gram
 * matrix of the features with a leading channel of ones.
 *
 * @param center subtracted from the features, [1, C]; without it, products of large features lose the digits in which
 *   covariances differ
 */
export function momentMatrix(features: Value, guidance?: Value, center?: Value): Value {
  const counted = center ? subtract(features, reshape(center, [1, center.shape[1]!, 1, 1])) : features;
  return gramMatrix(padAxis(counted, 1, 1, 0, 1), guidance);
}

/** Mean [N, 1, C], relative to the center, and covariance [N, C, C], which is multiplied by the moments' position count. */
export function meanAndCovariance(moments: Value): { mean: Value; covariance: Value } {
  const size = Number(moments.shape.at(-1));
  const [first, others] = [slice(moments, 1, 0, 1), slice(moments, 1, 1, size)];
  const sums = slice(first, 2, 1, size);
  const mean = divide(sums, slice(first, 2, 0, 1));
  const products = slice(others, 2, 1, size);
  return { mean, covariance: subtract(products, matrixProduct(sums, mean, { transposeA: true })) };
}

/** The same for given numbers: mean [C] and covariance [C, C]. */
export function meanAndCovarianceOf(moments: Float64Array): { mean: Float32Array; covariance: Float32Array } {
  const size = Math.sqrt(moments.length);
  const channels = size - 1;
  const mean = Float64Array.from({ length: channels }, (_, i) => moments[1 + i]! / moments[0]!);
  const covariance = Float32Array.from({ length: channels ** 2 }, (_, index) => {
    const [i, j] = [Math.floor(index / channels), index % channels];
    return moments[(1 + i) * size + 1 + j]! - moments[1 + i]! * mean[j]!;
  });
  return { mean: Float32Array.from(mean), covariance };
}
