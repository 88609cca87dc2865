import { subtract } from '../../graph/operators/elementwise';
import { sumOfSquares } from '../../graph/operators/reductions';
import type { StyleLoss } from '../loss';
import { channelSums } from './statistics';

/** Σ(μ − μ_s)² of the channels' means. */
export const meanLoss: StyleLoss = {
  statistic: channelSums,
  score: (mean, target) => sumOfSquares(subtract(mean, target)),
  target: (mean) => Float32Array.from(mean),
  targetShape: (channels) => [channels],
  elements: (channels) => channels,
};
