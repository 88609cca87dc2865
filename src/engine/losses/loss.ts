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

/** Emits a loss. `factor` is the scalar that multiplies its value in the total. */
export type FeatureLoss = (g: GraphBuilder, features: Tensor, target: Tensor, factor: Tensor) => LossNodes;
export type ImageLoss = (g: GraphBuilder, image: Tensor, factor: Tensor) => LossNodes;
