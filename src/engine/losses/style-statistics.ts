import type { StyleStatistic } from '../../protocol/recipe';
import type { Shape } from '../graph/builder';
import { covarianceLoss } from './covariance';
import type { EncodingKind } from './encodings';
import { gramLoss } from './gram';
import type { FeatureLoss } from './loss';
import { meanLoss } from './mean';
import type { StyleTerm } from './term';
import { wassersteinLoss } from './wasserstein';
import { wassersteinTarget } from './wasserstein-target';

/** What of a layer's features counts as its style. */
interface StatisticKind {
  /** What is taken from a style picture. */
  readonly encodings: readonly EncodingKind[];
  /** What a loss compares with, from the encodings, each normalised. */
  target(...encodings: readonly Float32Array[]): Float32Array;
  /** The target's shape for a layer of so many channels. */
  targetShape(channels: number): Shape;
  /** How many numbers the loss compares, for reductions that take a mean. */
  elements(channels: number): number;
}

const matrix = {
  target: (matrix: Float32Array) => matrix,
  targetShape: (channels: number) => [channels, channels],
  elements: (channels: number) => channels ** 2,
};

export const styleStatistics: Readonly<Record<StyleStatistic, StatisticKind>> = {
  gram: { encodings: ['gram'], ...matrix },
  covariance: { encodings: ['covariance'], ...matrix },
  mean: {
    encodings: ['mean'],
    target: (mean: Float32Array) => mean,
    targetShape: (channels) => [channels],
    elements: (channels) => channels,
  },
  wasserstein: {
    encodings: ['mean', 'covariance'],
    target: (mean: Float32Array, covariance: Float32Array) => wassersteinTarget(mean, covariance),
    targetShape: (channels) => [2 + channels, channels],
    elements: (channels) => channels,
  },
};

export function styleLoss(term: StyleTerm): FeatureLoss {
  switch (term.kind) {
    case 'gram':
      return gramLoss(term.normalization);
    case 'covariance':
      return covarianceLoss(term.normalization);
    case 'mean':
      return meanLoss;
    case 'wasserstein':
      return wassersteinLoss;
  }
}
