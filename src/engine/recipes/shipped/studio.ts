import type { RecipeInput } from '../../../recipe/recipe';

/** Ours, the default. Each choice is from published work; the comments say whose. */
export const studio: RecipeInput = {
  name: 'studio',
  title: 'Studio',
  description:
    'The default: paints from small to large, for a result at any size that looks like its preview.',
  source: 'Gatys et al. 2017 (coarse to fine, L-BFGS); crowsonkb/style-transfer-pytorch (scales, padding)',

  network: 'embedded',
  padding: 'replicate',
  size: 512,

  content: { weight: 430, layers: { relu4_2: 1 }, reduction: 'mean' },
  style: {
    weight: 1,
    // In proportion to 1/C², as in the authors' own notebook (leongatys/PytorchNeuralStyleTransfer).
    layers: { relu1_1: 64 / 86, relu2_1: 16 / 86, relu3_1: 4 / 86, relu4_1: 1 / 86, relu5_1: 1 / 86 },
    gram: 'positions',
    reduction: 'mean',
  },
  totalVariation: { weight: 4300, kind: 'squared-mean' },

  // In a third of Adam's time it reaches the same losses, and few pairs are as good as many: bench/README.md, Quality.
  optimizer: { kind: 'lbfgs', history: 5, lineSearch: 'backtracking' },
  iterations: 72,
  scales: { from: 128, factor: 2 },
  initial: { image: 'content' },
  clamp: true,
};
