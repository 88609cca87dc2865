import type { RecipeInput } from '../../../recipe/recipe';

/**
 * Chollet, Deep Learning with Python, section 8.3. In the book's listing the total variation is taken of a variable
 * that is not defined; the combination image, which is what the text describes, is meant.
 */
export const kerasLbfgs: RecipeInput = {
  name: 'keras-lbfgs',
  title: 'Deep Learning with Python',
  description: 'The book’s example: height 400, SciPy-style L-BFGS from the content picture.',
  source: 'Chollet 2017, Deep Learning with Python, section 8.3',

  network: 'vgg19',
  size: 400,
  measure: 'height',

  content: { weight: 0.025, layers: { block5_conv2: 1 }, reduction: 'sum' },
  style: {
    weight: 1,
    layers: {
      block1_conv1: 1 / 5,
      block2_conv1: 1 / 5,
      block3_conv1: 1 / 5,
      block4_conv1: 1 / 5,
      block5_conv1: 1 / 5,
    },
    // Σd² / (4·3²·(H·W)²) of unnormalised matrices, H and W the image's in every layer.
    gram: 'image-positions',
    reduction: 'chollet',
    resize: 'exact',
  },
  totalVariation: { weight: 1e-4, kind: 'power' },

  // 20 calls of fmin_l_bfgs_b with maxfun=20, each of which starts with an empty history.
  optimizer: { kind: 'lbfgs', history: 10, lineSearch: 'strong-wolfe', restartEvery: 20 },
  iterations: 400,
  initial: { image: 'content' },
};
