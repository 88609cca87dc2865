import * as z from 'zod';

import { layerSchemes, layerWeightsSchema, shareOut } from './layer-weights';
import { optimizerSchema } from './optimizer-settings';

/*
 * The recipe: everything that decides a result, apart from the pictures and the device. Each key's description is what
 * a person reads about it: on hovering in a recipe file, in the side panel and in the documentation.
 */

const weight = z.number().nonnegative();

/** What the network sees, and so the unit in which a recipe counts colours. */
export const inputs = ['network', 'unit'] as const;

/** How `size` is meant. */
export const measures = ['longest', 'height', 'square'] as const;

/**
 * How a sum of squared feature differences `Σ(F − F_c)²` becomes the content loss. N is the number of elements of
 * the feature map: `mean` divides by N, `quarter-mean` by 4N.
 */
export const contentReductions = ['sum', 'half-sum', 'mean', 'quarter-mean'] as const;

/**
 * What the Gram matrix F·Fᵀ is divided by. P is the number of positions of the feature map, C of its channels, both
 * of the picture that the matrix is taken from; `image-positions` is the pixel count of the result, whatever the
 * layer (Chollet's formula).
 */
export const gramNormalizations = ['none', 'positions', 'positions-channels', 'image-positions'] as const;

/**
 * What of a layer's features counts as its style: the Gram matrix of its channels, their covariance (the Gram matrix
 * with the means removed), their means, or means and covariance together: by the Wasserstein-2 distance of normal
 * distributions, or by the absolute differences of both (`moments`, STROTSS).
 */
export const styleStatisticKinds = ['gram', 'covariance', 'mean', 'wasserstein', 'moments'] as const;
export type StyleStatistic = (typeof styleStatisticKinds)[number];

/**
 * How squared differences of Gram matrices become a layer's style loss: their sum, their mean over C² elements, a
 * quarter of that mean (Gatys 2015, equation 4, when the Gram matrix is divided by positions), or their sum over
 * 4·3² (Chollet).
 */
export const styleReductions = ['sum', 'mean', 'quarter-mean', 'chollet'] as const;

/**
 * Total variation, from vertical and horizontal neighbour differences dy, dx:
 *
 * - `squared-mean`: Σdy²/N_y + Σdx²/N_x, independent of the picture's size
 * - `squared-mean-swapped`: Σdy²/N_x + Σdx²/N_y (StyleNet)
 * - `squared-sum`: Σdy² + Σdx²
 * - `squared-half-sum`: ½Σ(dy² + dx²) over the (H−1)×(W−1) grid (neural-style)
 * - `power`: Σ(dy² + dx²)^1.25 over the (H−1)×(W−1) grid (Chollet)
 * - `absolute`: Σ|dy| + Σ|dx|
 */
export const totalVariationKinds = [
  'squared-mean',
  'squared-mean-swapped',
  'squared-sum',
  'squared-half-sum',
  'power',
  'absolute',
] as const;

/**
 * Of several style pictures: `targets` mixes what each layer is to look like, the mean of their Gram matrices by the
 * pictures' weights; `losses` takes the sum of one loss per picture, each times its weight relative to the mean weight.
 * For losses that are squares of a difference both lead to the same picture.
 */
export const styleBlends = ['targets', 'losses'] as const;

/**
 * How a layer takes part in a region that a mask gives to a style (Gatys et al. 2017, Controlling Perceptual Factors in
 * Neural Style Transfer, section 4): `simple`, each position as far as what it stands for is in the region, or `inside`,
 * only where all that it sees is.
 */
export const maskGuidances = ['simple', 'inside'] as const;
export type MaskGuidance = (typeof maskGuidances)[number];

/**
 * Average and L2 pooling are rescaled so that features keep about the size that max pooling gives them, for which the
 * network was trained; `plain-average` is not, as in neural-style and in Gatys et al. 2015.
 */
export const poolings = ['max', 'average', 'l2', 'plain-average'] as const;
/**
 * Whose colours the result has:
 *
 * - `style`: the style's, as the losses paint them
 * - `content`: the content's chroma under the result's lightness, in Oklab
 * - `content-ycbcr`: the content's chroma under the result's luminance, in Y′C_bC_r
 * - `luminance`: as `content-ycbcr`, of a run that sees and paints luminance alone
 * - `match-…`: those of the style pictures, which are given the content's before the run: mean and covariance by one of
 *   three linear maps, or the histograms of Oklab's axes
 */
export const colorMethods = [
  'style',
  'content',
  'content-ycbcr',
  'luminance',
  'match-pca',
  'match-symmetric',
  'match-cholesky',
  'match-histogram',
] as const;
export type ColorMethod = (typeof colorMethods)[number];

export const paddings = ['zero', 'replicate'] as const;
/**
 * `content-noise` mixes the content picture with noise, `noisy-content` adds noise to it; `gray` is what the network
 * takes for zero.
 */
export const initialImages = [
  'content',
  'noise',
  'content-noise',
  'noisy-content',
  'style',
  'gray',
  'file',
] as const;
export const noiseDistributions = ['normal', 'uniform'] as const;

const content = z.strictObject({
  weight: weight.describe('How closely the picture keeps its shapes.'),
  layers: layerWeightsSchema.describe('Layers whose features are kept, with a weight each.'),
  reduction: z
    .enum(contentReductions)
    .describe(
      'How the squared differences of features become one number: their sum, half of it, their mean…',
    ),
});

const style = z
  .strictObject({
    weight: weight.describe('How strongly the style takes over.'),
    layers: layerWeightsSchema.describe(
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
        'What counts as style: which features occur together (gram), the same without their means (covariance), the means alone, or both: by their distance as distributions (wasserstein) or by absolute differences (moments).',
      ),
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
  weight: weight.describe('Evens out grain between neighbouring pixels.'),
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

export const recipeSchema = z.strictObject({
  name: z.string().min(1).describe('The recipe’s name, as commands and settings know it.'),
  title: z.string().min(1).describe('The name to show.'),
  description: z.string().describe('What the recipe is for, in a sentence.'),
  source: z.string().optional().describe('Where the formula was published.'),

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

  size: z
    .union([z.int().min(16).max(16384), z.literal('native')])
    .describe('Size of the result in pixels, or "native": the picture’s own.'),
  measure: z
    .enum(measures)
    .default('longest')
    .describe(
      'Which side the size is of: the longest, the height, or both (square: the picture is stretched).',
    ),

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

  initial: initial.describe('What the painting starts from, and the noise in it.'),
  colors: z
    .enum(colorMethods)
    .default('style')
    .describe(
      'Whose colours the result has: the style’s, the picture’s own (content, luminance), or those of a style whose colours were made like the picture’s before (match).',
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

export type Recipe = z.infer<typeof recipeSchema>;
export type RecipeInput = z.input<typeof recipeSchema>;
export type { OptimizerSettings } from './optimizer-settings';
export type Pooling = Recipe['pooling'];
export type Padding = Recipe['padding'];
export type TotalVariationKind = (typeof totalVariationKinds)[number];
