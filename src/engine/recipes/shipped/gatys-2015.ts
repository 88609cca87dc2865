import type { RecipeInput } from '../../../recipe/recipe';

/**
 * The paper that began it, equations 1 to 7: ½Σ(F − P)² of conv4_2 and Σ(G − A)² / (4N²M²) of five layers. M of the style
 * is the style picture's own, so that the two may differ in size. The paper gives the ratio of the weights, 1e-3, and
 * L-BFGS from white noise; it gives neither size nor number of iterations, which are ours.
 *
 * The paper's own pictures were made with average pooling (`plain-average`) and a network whose activations are rescaled to a
 * mean of 1; here the network is as Keras publishes it, with max pooling.
 */
export const gatys2015: RecipeInput = {
  name: 'gatys-2015',
  title: 'Gatys 2015',
  description: 'The formulas of the first paper: L-BFGS from white noise.',
  source: 'Gatys, Ecker & Bethge 2015, A Neural Algorithm of Artistic Style (arXiv 1508.06576)',

  network: 'vgg19',
  size: 512,

  content: { weight: 1, layers: { conv4_2: 1 }, reduction: 'half-sum' },
  style: {
    weight: 1e3,
    layers: { conv1_1: 1 / 5, conv2_1: 1 / 5, conv3_1: 1 / 5, conv4_1: 1 / 5, conv5_1: 1 / 5 },
    gram: 'positions',
    reduction: 'quarter-mean',
  },
  totalVariation: { weight: 0, kind: 'squared-mean' },

  optimizer: { kind: 'lbfgs', history: 10, lineSearch: 'strong-wolfe' },
  iterations: 500,
  initial: { image: 'noise' },
};
