import type { RecipeInput } from '../../protocol/recipe';

/** Ours, the default. Each choice is from published work; the comments say whose. */
export const studio: RecipeInput = {
  name: 'studio',
  title: 'Studio',
  description:
    'The default: paints from small to large, for a result at any size that looks like its preview.',
  source: 'Gatys et al. 2017 (coarse to fine); crowsonkb/style-transfer-pytorch (scales, averaging, padding)',

  network: 'embedded',
  pooling: 'average',
  padding: 'replicate',
  size: 512,

  content: { weight: 1, layers: { relu4_2: 1 }, reduction: 'mean' },
  style: {
    weight: 1,
    // Weights 1e3/C² of the authors' own notebook (leongatys/PytorchNeuralStyleTransfer).
    layers: {
      relu1_1: 1000 / 64 ** 2,
      relu2_1: 1000 / 128 ** 2,
      relu3_1: 1000 / 256 ** 2,
      relu4_1: 1000 / 512 ** 2,
      relu5_1: 1000 / 512 ** 2,
    },
    gram: 'positions',
    reduction: 'mean',
  },
  totalVariation: { weight: 0.5, kind: 'squared-mean' },

  optimizer: { kind: 'adam', learningRate: 5, beta1: 0.9, beta2: 0.99 },
  iterations: 300,
  scales: { from: 128, decay: 0.75 },
  initial: { image: 'content' },
  clamp: true,
  averaging: 0.9,
};
