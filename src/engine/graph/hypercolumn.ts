import { scale } from './operators/elementwise';
import { averagePool, interpolate } from './operators/pooling';
import { concatenate, crop, pad } from './operators/shaping';
import type { Value } from './value';

/** A layer that takes part in a hypercolumn. */
export interface Contribution {
  /** [N, C, H, W] */
  readonly features: Value;
  /** How many poolings are before it. */
  readonly poolings: number;
  /** What its features are multiplied by. */
  readonly factor: number;
}

/**
 * Layers at one resolution, side by side (Kolkin et al. 2022, Neural Neighbor Style Transfer, section 3.1): each is brought
 * to the size by bilinear steps of two, of which one to half the size is a mean of 2×2.
 *
 * @param poolings of the result
 * @param maps one of each size, by the number of poolings before it
 * @returns [N, ΣC, H, W]
 */
export function hypercolumn(
  contributions: readonly Contribution[],
  poolings: number,
  maps: readonly Value[],
): Value {
  const columns = contributions.map(({ features, poolings: depth, factor }) => {
    let fitted = scale(features, factor);
    for (let from = depth; from < poolings; from++) fitted = averagePool(fitted);
    for (let from = depth; from > poolings; from--) fitted = doubled(fitted, maps[from - 1]!);
    return fitted;
  });
  return concatenate(columns, 1);
}

/** To the size of the map before the pooling, which may have dropped its last row or column. */
const doubled = (x: Value, map: Value): Value =>
  crop(interpolate(pad(x, { before: [0, 0, 0, 0], after: [0, 0, 1, 1] }, 'edge')), map);
