import type { RecipeInput } from '../../../recipe/recipe';

/**
 * The exercise of the deep learning course (Coursera): pictures of 0 to 1 go into VGG-19 as they are, without a mean, red
 * where it expects blue. Its text divides the content's squares by 2 and its code by 4·H·W·C, and the text's style cost
 * lacks the square: the code counts. Mended in its listing:
 *
 * - the list of the network's outputs, the content picture and the function that clips are not shown; the content layer
 *   is the last convolution of block 5, as in the exercise
 * - the style picture is shown as 0..255; like the content it is 0 to 1
 *
 * It writes a picture every 250 epochs, as `--preview-every 250` does.
 */
export const course: RecipeInput = {
  name: 'course',
  title: 'Deep learning course',
  description: 'The course’s exercise: 400×400, 2501 steps of Adam from the content picture under noise.',
  source: 'DeepLearning.AI, Convolutional Neural Networks, week 4: art generation with neural style transfer',

  network: 'vgg19',
  input: 'unit',
  size: 400,
  measure: 'square',

  content: { weight: 10, layers: { block5_conv4: 1 }, reduction: 'quarter-mean' },
  style: {
    weight: 40,
    layers: {
      block1_conv1: 0.2,
      block2_conv1: 0.2,
      block3_conv1: 0.2,
      block4_conv1: 0.2,
      block5_conv1: 0.2,
    },
    // Σd² / (4C²(H·W)²) of unnormalised matrices.
    gram: 'positions',
    reduction: 'quarter-mean',
    resize: 'exact',
  },
  totalVariation: { weight: 0, kind: 'squared-mean' },

  optimizer: { kind: 'adam', learningRate: 0.01, epsilon: 1e-7 },
  iterations: 2501,
  initial: { image: 'noisy-content', distribution: 'uniform', deviation: 0.25 },
  clamp: true,
};
