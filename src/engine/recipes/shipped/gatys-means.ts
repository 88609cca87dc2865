import type { RecipeInput } from '../../../recipe/recipe';

/**
 * A tutorial's program to the paper's formulas, with means where the paper has sums. Mended in its listing:
 *
 * - every call of the model starts again from the content picture; here the picture goes on from step to step
 * - it breaks off inside the loop over the epochs; one step an epoch is meant
 * - the loader of pictures is not shown; Keras's preprocessing for VGG-19 is meant, and the size is ours
 *
 * Ten steps of 0.02 in 0..255 hardly change a picture: the numbers are the published ones.
 */
export const gatysMeans: RecipeInput = {
  name: 'gatys-means',
  title: 'Gatys with means',
  description: 'A tutorial’s version of the first paper: ten short steps of Adam from the content picture.',
  source: '《风格迁移 (Style Transfer) 原理与代码实例讲解》, sections 3 and 5',

  network: 'vgg19',
  size: 512,

  content: { weight: 1, layers: { block4_conv2: 1 }, reduction: 'mean' },
  style: {
    // Of each layer: the layers are added up.
    weight: 1,
    layers: { block1_conv1: 1, block2_conv1: 1, block3_conv1: 1, block4_conv1: 1, block5_conv1: 1 },
    gram: 'positions-channels',
    reduction: 'mean',
  },
  totalVariation: { weight: 0, kind: 'squared-mean' },

  optimizer: { kind: 'adam', learningRate: 0.02, epsilon: 1e-7 },
  iterations: 10,
  initial: { image: 'content' },
};
