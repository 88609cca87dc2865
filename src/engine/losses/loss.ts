import type { Shape, Value } from '../graph/value';

/**
 * A style loss as formulas. Of features [N, C, H, W] it sees only a statistic, which is a sum over positions: those of a
 * picture's parts add up to that of the whole, and those of several pictures can be mixed.
 */
export interface StyleLoss {
  /**
   * @param guidance the channel T, [1, 1, H, W], of the region whose statistic is wanted
   * @param target what the score will compare with; left out for a style picture, of which the target is made
   */
  statistic(features: Value, guidance?: Value, target?: Value): Value;
  /**
   * How far a statistic is from a target: a scalar, the sum over the pictures of a batch.
   *
   * @param statistic times the n of the recipe's convention, or else the mean over positions
   */
  score(statistic: Value, target: Value): Value;
  /** What the score compares with, from the statistic, normalised alike, of a style picture or of a mixture. */
  target(statistic: Float64Array): Float32Array;
  /** The target's shape for a layer of so many channels. */
  targetShape(channels: number): Shape;
  /** How many numbers the score compares, for reductions that take a mean. */
  elements(channels: number): number;
}

/** A loss of the picture itself, [N, 3, H, W]: a scalar. */
export type ImageLoss = (image: Value) => Value;
