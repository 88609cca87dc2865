import type { RecipeInput } from '../../../recipe/recipe';

/**
 * Neural Neighbor Style Transfer, its optimising variant. What differs from the published program: Adam's steps are twice as
 * long, and 50 instead of 200 for each size; in the final pass every place of the painting counts in every step, each layer
 * at its own resolution, and the styles' candidates are drawn anew every 25 steps.
 */
export const finest: RecipeInput = {
  name: 'finest',
  title: 'Finest',
  description:
    'Takes its time: matches each place with the place of the style that resembles it, for strokes and motifs as they are.',
  source: 'Kolkin et al. 2022, Neural Neighbor Style Transfer',

  network: 'embedded',
  padding: 'replicate',
  size: 512,

  // Three parts of the content to one of the painting decide what is matched with what. There is no content loss.
  content: { weight: 3, layers: {}, reduction: 'mean' },
  style: {
    weight: 1,
    layers: [
      'relu1_1',
      'relu1_2',
      'relu2_1',
      'relu2_2',
      'relu3_1',
      'relu3_2',
      'relu3_3',
      'relu4_1',
      'relu4_2',
      'relu4_3',
    ],
    statistic: 'nearest',
    matching: { turns: true, finalPass: 0.2 },
    gram: 'none',
    reduction: 'mean',
  },
  totalVariation: { weight: 0, kind: 'squared-mean' },

  optimizer: { kind: 'adam', learningRate: 1, space: 'pyramid' },
  iterations: 250,
  // The first size has none of the content's finest details; those of the result come from the style.
  scales: { from: 64, factor: 2 },
  initial: { image: 'content' },
};
