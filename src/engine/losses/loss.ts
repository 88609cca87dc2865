import type { Shape, Value } from '../graph/value';

/**
 * A style loss as formulas. It depends on features [N, C, H, W] only through a statistic, which is a sum over positions:
 * the statistics of a picture's tiles add up to that of the whole, and those of several pictures can be mixed.
 */
export interface StyleLoss {
  /**
   * @param guidance channel T, [1, 1, H, W], of the region to describe; the whole picture when left out
   * @param target what the score will compare with; left out for a style picture, from which the target is made
   */
  statistic(features: Value, guidance?: Value, target?: Value): Value;
  /**
   * The distance of a statistic from a target: a scalar, summed over the pictures of a batch.
   *
   * @param statistic multiplied by the recipe's normalisation, or else the mean over positions
   */
  score(statistic: Value, target: Value): Value;
  /** What the score compares with, from the statistic of a style picture or of a mixture, normalised in the same way. */
  target(statistic: Float64Array): Float32Array;
  /** The target's shape for a layer with this many channels. */
  targetShape(channels: number): Shape;
  /** How many numbers the score compares, for reductions that take a mean. */
  elements(channels: number): number;
}

/** A scalar loss of the picture itself, [N, 3, H, W], or a window's share of that of the whole picture. */
export type ImageLoss = (image: Value, part?: PictureCore) => Value;

/** What of a window counts: the shares of the windows of a picture add up. */
export interface PictureCore {
  /** [1, 1, H, W]: 1 for the pixels that count, 0 for those around them. */
  readonly core: Value;
  /** The whole picture's, in pixels. */
  readonly height: number;
  readonly width: number;
}
