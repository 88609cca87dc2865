import type { RecipeInput } from '../../../recipe/recipe';

/**
 * StyleNet of the TensorFlow Machine Learning Cookbook, after anishathalye/neural-style, with two errors of its listing
 * corrected:
 *
 * - it looks the content layers up under an undefined name; here they are relu4_2 alone, as it defines under another
 * - skimage's `resize` returns the style in 0..1 while the content is in 0..255; here both are in 0..255
 *
 * Not mended, since it makes the published loss: vertical differences are divided by the number of horizontal ones, and
 * the other way round. Its pooling keeps a last odd row and column, which is dropped here, so losses are exactly its own at
 * sides that 16 divides.
 *
 * Its network is MatConvNet's, RGB minus the mean in the file: import that file for it. The Keras file holds the same
 * kernels in another order of channels.
 */
export const stylenet: RecipeInput = {
  name: 'stylenet',
  title: 'StyleNet',
  description: 'The TensorFlow cookbook’s example: 100 generations of Adam from faint noise.',
  source:
    'McClure 2017, TensorFlow Machine Learning Cookbook, StyleNet and NeuralStyle; anishathalye/neural-style',

  network: 'vgg19',
  size: 'native',

  // 0.5 of the content layer, times 5.
  content: { weight: 5, layers: { relu4_2: 0.5 }, reduction: 'mean' },
  style: {
    weight: 500,
    layers: { relu1_1: 1 / 5, relu2_1: 1 / 5, relu3_1: 1 / 5, relu4_1: 1 / 5, relu5_1: 1 / 5 },
    gram: 'positions-channels',
    reduction: 'mean',
    resize: 'exact',
  },
  // l2_loss is half a sum of squares; the weight is doubled for it.
  totalVariation: { weight: 100, kind: 'squared-mean-swapped' },

  optimizer: { kind: 'adam', learningRate: 10 },
  iterations: 100,
  // `random_normal(shape) * 0.256` in the network's mean-free space.
  initial: { image: 'noise', deviation: 0.256 },
};
