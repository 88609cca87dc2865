import type { RecipeInput } from '../../../recipe/recipe';

/** Ours, the default. Each choice is from published work; the comments say whose. */
export const studio: RecipeInput = {
  name: 'studio',
  title: 'Studio',
  description:
    'The default: paints from small to large, for a result at any size that looks like its preview.',
  source: 'Gatys et al. 2017 (coarse to fine); crowsonkb/style-transfer-pytorch (scales, averaging, padding)',

  network: 'embedded',
  padding: 'replicate',
  size: 512,

  content: { weight: 600, layers: { relu4_2: 1 }, reduction: 'mean' },
  style: {
    weight: 1,
    // In proportion to 1/C², as in the authors' own notebook (leongatys/PytorchNeuralStyleTransfer).
    layers: { relu1_1: 64 / 86, relu2_1: 16 / 86, relu3_1: 4 / 86, relu4_1: 1 / 86, relu5_1: 1 / 86 },
    gram: 'positions',
    reduction: 'mean',
  },
  totalVariation: { weight: 6000, kind: 'squared-mean' },

  optimizer: { kind: 'adam', learningRate: 5, beta1: 0.9, beta2: 0.99 },
  iterations: 300,
  scales: { from: 128, decay: 0.85 },
  initial: { image: 'content' },
  clamp: true,
  averaging: 0.9,
};
