/* The choices that a recipe has, each of which stands for a formula or a convention of the literature. */

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
 * distributions, or by the absolute differences of both (`moments`, STROTSS). All of these are sums over positions.
 */
export const summedStatistics = ['gram', 'covariance', 'mean', 'wasserstein', 'moments'] as const;
export type SummedStatistic = (typeof summedStatistics)[number];

/** With `nearest` each place is compared with the place of the style that resembles it most (Kolkin et al. 2022). */
export const styleStatisticKinds = [...summedStatistics, 'nearest'] as const;
export type StyleStatistic = (typeof styleStatisticKinds)[number];

/** With `nearest`: what is matched, all layers together at a quarter of the size, or each by itself at its own. */
export const matchedFeatures = ['hypercolumns', 'layers'] as const;

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
export type TotalVariationKind = (typeof totalVariationKinds)[number];

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
export type Pooling = (typeof poolings)[number];

/**
 * Whose colours the result has:
 *
 * - `style`: the style's, as the losses paint them
 * - `style-oklab`: the same, with the mean and the covariance of the style's colours in Oklab at the end
 * - `style-chroma`: the same of its chroma alone
 * - `content`: the content's chroma under the result's lightness, in Oklab
 * - `content-ycbcr`: the content's chroma under the result's luminance, in Y′C_bC_r
 * - `luminance`: as `content-ycbcr`, of a run that sees and paints luminance alone
 * - `match-…`: those of the style pictures, which are given the content's before the run: mean and covariance by one of
 *   three linear maps, or the histograms of Oklab's axes
 */
export const colorMethods = [
  'style',
  'style-oklab',
  'style-chroma',
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
export type Padding = (typeof paddings)[number];

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

/** An optimiser's variables: the pixels, or the coefficients of the picture's Laplacian pyramid (Kolkin et al. 2022). */
export const optimizerSpaces = ['pixels', 'pyramid'] as const;
