import type { RecipeInput } from '../../../recipe/recipe';

/** jcjohnson/neural-style with its default options, the most used program of the field. */
export const neuralStyle: RecipeInput = {
  name: 'neural-style',
  title: 'neural-style',
  description: 'The defaults of the classic program: VGG-19, L-BFGS, 1000 iterations from noise.',
  source: 'Johnson 2015, jcjohnson/neural-style; Gatys, Ecker & Bethge 2016',

  network: 'vgg19',
  size: 512,

  content: { weight: 5, layers: { relu4_2: 1 }, reduction: 'mean' },
  style: {
    // Of each layer: the program adds the layers up without dividing by their number.
    weight: 100,
    layers: { relu1_1: 1, relu2_1: 1, relu3_1: 1, relu4_1: 1, relu5_1: 1 },
    gram: 'positions-channels',
    reduction: 'mean',
  },
  totalVariation: { weight: 1e-3, kind: 'squared-half-sum' },

  optimizer: { kind: 'lbfgs', history: 100, lineSearch: 'none' },
  iterations: 1000,
  // `torch.randn(...) * 0.001` in the network's mean-free space: the mean colour, but for a trace of noise.
  initial: { image: 'noise', deviation: 0.001 },
};
