import type { RecipeInput } from '../../../recipe/recipe';

/**
 * A tutorial with TensorFlow 2 and Keras: pictures of 0 to 1 go into VGG-19 as they are, without a mean, red where it
 * expects blue. Its listing trains a network of dense layers on folders of pictures and cannot run; the losses that it
 * writes down, their weights and the optimiser are taken for the picture itself, which is what the text describes. Mended:
 *
 * - the square of the content's differences binds to the content alone; that of the difference is meant
 * - the style's Gram matrix is compared with features, and the sum over positions is missing in the einsum
 * - total variation is taken of features; that of the picture is meant
 *
 * It names no number of steps: those of its training, 50 epochs, are taken. Several style pictures are compared with one
 * by one.
 */
export const tf2Tutorial: RecipeInput = {
  name: 'tf2-tutorial',
  title: 'TensorFlow 2 tutorial',
  description: 'A tutorial’s losses: 224×224, pictures of 0 to 1, strongly smoothed, a loss for each style.',
  source: '禅与计算机程序设计艺术, a tutorial on style transfer with TensorFlow 2 and Keras',

  network: 'vgg19',
  input: 'unit',
  size: 224,
  measure: 'square',

  content: { weight: 1e-4, layers: { block5_conv2: 1 }, reduction: 'mean' },
  style: {
    weight: 1,
    layers: {
      block1_conv1: 1 / 5,
      block2_conv1: 1 / 5,
      block3_conv1: 1 / 5,
      block4_conv1: 1 / 5,
      block5_conv1: 1 / 5,
    },
    gram: 'positions-channels',
    reduction: 'mean',
    blend: 'losses',
    resize: 'exact',
  },
  totalVariation: { weight: 1, kind: 'absolute' },

  // Keras's defaults.
  optimizer: { kind: 'adam', learningRate: 0.001, epsilon: 1e-7 },
  iterations: 50,
  initial: { image: 'content' },
};
