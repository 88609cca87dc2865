import type { GraphBuilder, Tensor } from '../graph/builder';
import { covarianceMatrix } from './covariance';
import { gramMatrix } from './gram';
import { channelMeans } from './mean';

/**
 * What is wanted of a target picture at a layer: its features [C, H, W] as they are, the products of channels F·Fᵀ
 * [C, C] with or without the means, not normalised, or the means [C].
 */
export interface Encoding {
  readonly layer: string;
  readonly kind: EncodingKind;
  /** Of a region only, whose guidance channel at the layer is given with the picture; not of features. */
  readonly guided?: boolean;
}

export type EncodingKind = 'features' | 'gram' | 'covariance' | 'mean';

export const encodingName = ({ layer, kind }: Encoding) => `${layer} ${kind}`;

/**
 * Emits an encoding of a feature map [1, C, H, W] of any size, or of a region of it, whose guidance channel is
 * [1, 1, H, W].
 */
export function emitEncoding(
  g: GraphBuilder,
  kind: EncodingKind,
  features: Tensor,
  guidance?: Tensor,
): Tensor {
  switch (kind) {
    case 'features':
      return features;
    case 'gram':
      return gramMatrix(g, features, 1, guidance);
    case 'covariance':
      return covarianceMatrix(g, features, 1, guidance);
    case 'mean':
      return channelMeans(g, features, guidance);
  }
}
