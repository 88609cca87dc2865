import type { RecipeInput } from '../../../recipe/recipe';

/**
 * Neural Neighbor Style Transfer, its optimising variant. What differs from the published program: there are fewer steps,
 * most of them at the small sizes, a little longer (0.6 of 255 instead of 0.51), which become short towards each size's end;
 * in the final pass every place of the painting counts in every step, each layer at its own resolution, and the styles'
 * candidates are drawn anew every 25 steps; and colours are matched at the end, in Oklab as in its later version, but place
 * by place as they were painted.
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

  // Twelve parts of the content to one of the painting decide what is matched with what: with three, as published, a
  // tower of the sample became a sun. There is no content loss.
  content: { weight: 12, layers: {}, reduction: 'mean' },
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
    matching: { turns: true, finalPass: 0.12 },
    gram: 'none',
    reduction: 'mean',
  },
  totalVariation: { weight: 0, kind: 'squared-mean' },

  // The loss is a mean over positions: its gradient shrinks with the picture's size, and should not meet epsilon.
  optimizer: { kind: 'adam', learningRate: 0.6, epsilon: 1e-16, annealing: 0.1, space: 'pyramid' },
  iterations: 450,
  // The first size has none of the content's finest details; those of the result come from the style.
  scales: { from: 64, factor: 2, decay: 0.7 },
  initial: { image: 'content' },
  // Cosines say nothing of contrast, which would drift.
  colors: 'style-oklab',
};
