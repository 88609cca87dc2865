import type { GraphBuilder, Tensor } from '../graph/builder';

/**
 * A loss as a part of the graph. Its value is before weighting; its gradient is already multiplied by the factor, an
 * input of the graph, so that a weight can change between two steps at no cost.
 */
export interface LossNodes {
  /** Scalar. */
  readonly value: Tensor;
  /** Shape of what the loss is taken of: a feature map or the image. */
  readonly gradient: Tensor;
}

/** Where a gradient is 0 there is no direction to keep. */
const tinyNorm = 1e-30;

/** A loss whose gradient, here without a factor, is divided by its L1 norm and then multiplied by the factor. */
export function withNormalizedGradient(
  g: GraphBuilder,
  { value, gradient }: LossNodes,
  factor: Tensor,
): LossNodes {
  const norm = g.add(g.sum(g.absolute(gradient)), g.scalar(tinyNorm));
  return { value, gradient: g.multiply(gradient, g.divide(factor, norm)) };
}

/**
 * Emits a loss. `factor` is the scalar that multiplies its value in the total; `guidance` the channel [1, 1, H, W] of a
 * region whose statistics are compared, instead of the whole layer's.
 */
export type FeatureLoss = (
  g: GraphBuilder,
  features: Tensor,
  target: Tensor,
  factor: Tensor,
  guidance?: Tensor,
) => LossNodes;
export type ImageLoss = (g: GraphBuilder, image: Tensor, factor: Tensor) => LossNodes;
