import { subtract } from '../../graph/operators/elementwise';
import { sumOfSquares } from '../../graph/operators/reductions';
import type { StyleLoss } from '../loss';
import { gramMatrix } from './statistics';

/** Σ(G − G_s)² with G = n·F·Fᵀ (Gatys, Ecker & Bethge 2015, equation 4). */
export const gramLoss: StyleLoss = {
  statistic: gramMatrix,
  score: (gram, target) => sumOfSquares(subtract(gram, target)),
  target: (gram) => Float32Array.from(gram),
  targetShape: (channels) => [channels, channels],
  elements: (channels) => channels ** 2,
};
