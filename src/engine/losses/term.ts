import type { StyleStatistic, SummedStatistic, TotalVariationKind } from '../../recipe/schema/conventions';

/** One summand of the objective. */
export type Term = ContentTerm | StyleTerm | TotalVariationTerm;
export type FeatureTerm = ContentTerm | StyleTerm;

interface NamedTerm {
  /** Unique within the objective; names the term's inputs and its value. */
  readonly name: string;
}

interface LayerTerm extends NamedTerm {
  /** The name of a layer, or of a hypercolumn. */
  readonly layer: string;
  /**
   * Divides the gradient with respect to the layer's features by its L1 norm before the factor multiplies it
   * (jcjohnson/neural-style, `-normalize_gradients`). The value is unchanged.
   */
  readonly normalizeGradient?: boolean;
}

export interface ContentTerm extends LayerTerm {
  readonly kind: 'content';
}

interface StyleLayerTerm extends LayerTerm {
  readonly kind: StyleStatistic;
  /** Indexes of the style pictures whose mixture the layer is compared with; all when left out. */
  readonly styles?: readonly number[];
  /** Guidance channel, [h, w], of the region to compare; the whole layer when left out. */
  readonly guidance?: Float32Array;
}

/** Compares a matrix of products of channels, n·F·Fᵀ, with or without the channels' means. */
export interface MatrixTerm extends StyleLayerTerm {
  readonly kind: 'gram' | 'covariance';
  /** The n above. */
  readonly normalization: number;
}

/** Compares the features' distribution. Its moments are means over positions, whatever the recipe's convention. */
export interface MomentTerm extends StyleLayerTerm {
  readonly kind: Exclude<SummedStatistic, MatrixTerm['kind']>;
}

/** Compares the features through a statistic, which is a sum over positions. */
export type StatisticTerm = MatrixTerm | MomentTerm;

/** Compares each position with one of its own among the styles' positions. */
export interface NearestTerm extends StyleLayerTerm {
  readonly kind: 'nearest';
  /** Whether the features' mean is subtracted, as it is when positions are matched. */
  readonly centered: boolean;
}

export type StyleTerm = StatisticTerm | NearestTerm;

export interface TotalVariationTerm extends NamedTerm {
  readonly kind: 'total-variation';
  readonly variant: TotalVariationKind;
}

export function isStyleTerm(term: Term): term is StyleTerm {
  return term.kind !== 'content' && term.kind !== 'total-variation';
}

export function isStatisticTerm(term: Term): term is StatisticTerm {
  return isStyleTerm(term) && term.kind !== 'nearest';
}
