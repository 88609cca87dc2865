import * as z from 'zod';

import { about, resultSize } from './common';
import {
  colorMethods,
  contentReductions,
  gramNormalizations,
  initialImages,
  inputs,
  maskGuidances,
  matchedFeatures,
  noiseDistributions,
  paddings,
  poolings,
  styleBlends,
  styleReductions,
  styleStatisticKinds,
  totalVariationKinds,
} from './conventions';
import { layerSchemes, layerWeightsSchema, shareOut, someLayerWeightsSchema } from './layer-weights';
import { optimizerSchema } from './optimizers';

/*
 * The method of optimisation (Gatys et al. 2015): a picture is improved step by step until its features are like those of
 * the content and the styles. Each key's description is what a person reads about it: on hovering in a recipe file, in
 * the side panel and in the documentation.
 */

export const weightSchema = z.number().nonnegative();

const content = z.strictObject({
  weight: weightSchema.describe('How closely the picture keeps its shapes.'),
  layers: layerWeightsSchema.describe(
    'Layers whose features are kept, with a weight each; none where matching the nearest places is enough.',
  ),
  reduction: z
    .enum(contentReductions)
    .describe(
      'How the squared differences of features become one number: their sum, half of it, their mean…',
    ),
});

const matching = z.strictObject({
  by: z
    .enum(matchedFeatures)
    .default('hypercolumns')
    .describe(
      'Where style is the nearest place: whether places are matched by all layers together (hypercolumns), which keeps large motifs whole, or by each layer itself (layers), which gives the finest texture.',
    ),
  turns: z
    .boolean()
    .default(false)
    .describe('Where style is the nearest place: look for it in the style turned by quarters, too.'),
  finalPass: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'Where style is the nearest place: share of the iterations, at the end, in which each layer is matched by itself.',
    ),
});

const style = z
  .strictObject({
    weight: weightSchema.describe('How strongly the style takes over.'),
    layers: someLayerWeightsSchema.describe(
      'Layers whose style is imitated, with a weight each: early ones carry colour and fine texture, later ones larger motifs.',
    ),
    layerScheme: z
      .enum(layerSchemes)
      .optional()
      .describe(
        'Shares the weight out among the layers: equally, each half of the one before (geometric), or each a quarter of it.',
      ),
    statistic: z
      .enum(styleStatisticKinds)
      .default('gram')
      .describe(
        'What counts as style: which features occur together (gram), the same without their means (covariance), the means alone, or both: by their distance as distributions (wasserstein) or by absolute differences (moments); or, for each place of the picture, the place of the style that resembles it most (nearest).',
      ),
    matching: matching.prefault({}).describe('How the nearest places are found.'),
    gram: z
      .enum(gramNormalizations)
      .describe('What a Gram matrix is divided by: positions make it independent of the picture’s size.'),
    reduction: z
      .enum(styleReductions)
      .describe('How the squared differences of a layer’s style become one number: their sum, their mean…'),
    blend: z
      .enum(styleBlends)
      .default('targets')
      .describe('Several styles: one target mixed of all of them (targets), or a loss for each (losses).'),
    guidance: z
      .enum(maskGuidances)
      .default('simple')
      .describe(
        'Where styles have masks: a style reaches its mask’s edge (simple), or keeps off it so that nothing of the neighbouring region mixes in (inside).',
      ),
    scale: z
      .number()
      .min(0.1)
      .max(10)
      .default(1)
      .describe('Size of the style picture relative to the result: larger means larger brush strokes.'),
    resize: z
      .enum(['aspect', 'exact'])
      .default('aspect')
      .describe(
        'Keep the style picture’s proportions (aspect), or stretch it to the result’s height and width (exact).',
      ),
  })
  .transform(({ layerScheme, ...style }) =>
    layerScheme ? { ...style, layers: shareOut(style.layers, layerScheme) } : style,
  );

const totalVariation = z.strictObject({
  weight: weightSchema.describe('Evens out grain between neighbouring pixels.'),
  kind: z
    .enum(totalVariationKinds)
    .describe('How differences of neighbours are added up: squared, to a power, or as they are.'),
});

const scales = z.strictObject({
  from: z.int().min(16).max(16384).describe('Longest side of the first size, in pixels.'),
  factor: z
    .number()
    .min(1.05)
    .max(8)
    .default(Math.SQRT2)
    .describe('How many times larger each size is than the one before.'),
  decay: z
    .number()
    .positive()
    .max(4)
    .default(1)
    .describe(
      'A size’s share of the iterations, relative to the size before: below 1 the small ones get most.',
    ),
});

const stop = z.strictObject({
  gain: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe(
      'End a size early when its loss has fallen by less than this share over the last 20 iterations; 0: never.',
    ),
});

const initial = z.strictObject({
  image: z.enum(initialImages).describe('What the painting starts from.'),
  file: z.string().optional().describe('Picture to start from, where image is "file".'),
  noise: z
    .number()
    .min(0)
    .max(1)
    .default(0.5)
    .describe('Share of the noise where picture and noise are mixed (content-noise), 0 to 1.'),
  deviation: z
    .number()
    .nonnegative()
    .max(255)
    .default(50)
    .describe('How strong the noise is: standard deviation of normal noise, largest value of uniform noise.'),
  distribution: z
    .enum(noiseDistributions)
    .default('normal')
    .describe('Whether weak noise is more frequent than strong (normal) or equally frequent (uniform).'),
});

/** A recipe whose method is `optimize`. */
export const optimizeSchema = z.strictObject({
  method: z
    .literal('optimize')
    .default('optimize')
    .describe('How the picture comes about: step by step, as losses ask for it (optimize).'),
  ...about,

  network: z.string().min(1).describe('The network that looks at the pictures: its name, or a weight file.'),
  input: z
    .enum(inputs)
    .default('network')
    .describe(
      'What the network sees: the picture as it was trained (network), or red, green and blue from 0 to 1 as they are (unit). With unit, step sizes, noise and smoothness count in units of 0 to 1 too.',
    ),
  pooling: z
    .enum(poolings)
    .default('max')
    .describe(
      'How the network shrinks what it sees: the largest of four, their average, their root of squares; the last two at the size of the first, plain-average as it is.',
    ),
  padding: z
    .enum(paddings)
    .default('zero')
    .describe('What the network sees beyond the border: black, or the outermost pixels repeated.'),

  ...resultSize,

  content: content.describe('What is kept of the picture.'),
  style: style.describe('What is taken from the style pictures.'),
  totalVariation: totalVariation.describe('How smooth the result is: total variation.'),

  gradientNormalization: z
    .boolean()
    .default(false)
    .describe(
      'Let every layer pull with the strength of its weight alone, however large its loss. Brings weights that fit, unless they are given too. Losses are shown as without it, and their total may rise.',
    ),
  optimizer: optimizerSchema.describe('How the painting is moved towards a lower loss.'),
  iterations: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe('How often the picture is judged and improved, all sizes together.'),
  scales: scales
    .optional()
    .describe('Paint from small to large; without it every iteration is at the final size.'),
  stop: stop.prefault({}).describe('When a size ends before its iterations are done.'),

  initial: initial.describe('What the painting starts from, and the noise in it.'),
  colors: z
    .enum(colorMethods)
    .default('style')
    .describe(
      'Whose colours the result has: the style’s (style; exactly its, style-oklab), the picture’s own (content, luminance), or those of a style whose colours were made like the picture’s before (match).',
    ),
  seed: z
    .int()
    .min(0)
    .max(0xffffffff)
    .default(0)
    .describe('Decides the noise: the same seed gives the same noise.'),

  clamp: z
    .boolean()
    .default(false)
    .describe('Keep colours displayable after each step. Not with L-BFGS, which it would mislead.'),
  averaging: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .describe('Show an average of the last pictures, which is calmer: near 1 of many, 0 of the last alone.'),
});

export type OptimizeRecipe = z.infer<typeof optimizeSchema>;
