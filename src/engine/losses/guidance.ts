import type { GraphBuilder, Tensor } from '../graph/builder';

/**
 * Features [1, C, H, W], or a gradient with respect to guided ones, times the guidance channel T, [1, 1, H, W], of a
 * region (Gatys et al. 2017, Controlling Perceptual Factors in Neural Style Transfer, equation 6). The mean of T² is 1:
 * with weights T² a sum over positions stands for the region as a plain sum does for the whole layer.
 */
export function guided(g: GraphBuilder, features: Tensor, guidance: Tensor | undefined): Tensor {
  return guidance ? g.multiply(features, guidance) : features;
}
