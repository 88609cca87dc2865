import type { OptimizeWeights } from '../../recipe/live';
import type { OptimizeRecipe } from '../../recipe/recipe';
import type { StyleStatistic } from '../../recipe/schema/conventions';
import { resizeCoverage } from '../imaging/masks/mask';
import type { Size } from '../imaging/picture';
import { styleLosses } from '../losses/style/style-losses';
import {
  isStyleTerm,
  type FeatureTerm,
  type MatrixTerm,
  type MomentTerm,
  type StyleTerm,
  type Term,
} from '../losses/term';
import { hypercolumnName, layerDepth, partsOf, poolingsBefore } from '../network/hypercolumn';
import type { NetworkDescription } from '../network/network';
import { receptiveField } from '../network/receptive-field';
import { layerGuidance } from './guidance';
import { wholePicture, type Region } from './regions';
import { totalVariationInUnits } from './units';

/** What a loss counts towards in reports. */
export type LossGroup = 'content' | 'style' | 'tv';

/** A term of the objective together with the recipe's convention for it. */
export interface WeightedTerm {
  readonly term: Term;
  readonly group: LossGroup;
  /** What multiplies the term's value in the total when its group's weight is 1. */
  readonly share: number;
  /** What multiplies its gradient then: the same, unless the gradient is normalised. */
  readonly gradientShare: number;
}

/** The setting that a group's losses are multiplied by. */
export const weightKeys = {
  content: 'content.weight',
  style: 'style.weight',
  tv: 'totalVariation.weight',
} as const satisfies Readonly<Record<LossGroup, keyof OptimizeWeights>>;

/**
 * What multiplies a term's share: its group's weight, and the mean weight of its style pictures relative to that of all.
 */
export function weightOf({ term, group }: WeightedTerm, weights: OptimizeWeights): number {
  const weight = weights[weightKeys[group]];
  if (!isStyleTerm(term) || term.styles === undefined) return weight;
  const { mix } = weights;
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  // All weights 0: as if all were equal.
  return weight * (mean(mix) > 0 ? mean(term.styles.map((index) => mix[index]!)) / mean(mix) : 1);
}

/**
 * The objective's terms for a picture of a given size. Here a recipe's convention becomes two numbers a term, the n of
 * G = n·F·Fᵀ and the factor k.
 *
 * A region's terms are multiplied by the part of the picture that it covers: every place is then styled as strongly as
 * without regions, however small its own is. A layer none of whose positions is in a region has no term for it.
 */
export function objectiveTerms(
  recipe: OptimizeRecipe,
  network: NetworkDescription,
  size: Size,
  regions: readonly Region[] = wholePicture(1),
): WeightedTerm[] {
  const terms: WeightedTerm[] = [];
  const { gradientNormalization: normalizeGradient } = recipe;
  const resized = regions.map(({ styles, coverage }) => ({
    styles,
    coverage: coverage && resizeCoverage(coverage, size),
  }));
  const add = (term: FeatureTerm, group: LossGroup, weight: number, k: number) => {
    terms.push({ term, group, share: weight * k, gradientShare: normalizeGradient ? weight : weight * k });
  };
  for (const [layer, weight] of Object.entries(recipe.content.layers)) {
    const { channels, positions } = layerExtent(network, layer, size);
    const elements = channels * positions;
    const k = { sum: 1, 'half-sum': 1 / 2, mean: 1 / elements, 'quarter-mean': 1 / (4 * elements) };
    const term = { kind: 'content', name: `content ${layer}`, layer, normalizeGradient } as const;
    add(term, 'content', weight, k[recipe.content.reduction]);
  }
  for (const { layer, weight } of styleLayers(recipe)) {
    const elements = styleElements(recipe, network, layer, size);
    const k = { sum: 1, mean: 1 / elements, 'quarter-mean': 1 / (4 * elements), chollet: 1 / (4 * 3 ** 2) };
    for (const { styles, coverage } of resized) {
      const name = partsOf(layer).length > 1 ? 'hypercolumns' : layer;
      const guidance =
        coverage && layerGuidance(coverage, receptiveField(network, layer), recipe.style.guidance);
      if (coverage && !guidance) continue;
      for (const compared of comparedStyles(recipe, styles)) {
        const isOnly = regions.length === 1 && compared.length === styles.length;
        const common = {
          name: isOnly ? `style ${name}` : `style ${compared.map((index) => index + 1).join('+')} ${name}`,
          layer,
          normalizeGradient,
          ...(!isOnly && { styles: compared }),
          ...(guidance && { guidance: guidance.map }),
        };
        const share = weight * (guidance?.share ?? 1);
        add(styleTerm(recipe, network, common, size), 'style', share, k[recipe.style.reduction]);
      }
    }
  }
  const share = totalVariationInUnits(recipe);
  terms.push({
    term: { kind: 'total-variation', name: 'tv', variant: recipe.totalVariation.kind },
    group: 'tv',
    share,
    gradientShare: share,
  });
  return terms;
}

function styleTerm(
  recipe: OptimizeRecipe,
  network: NetworkDescription,
  common: Omit<MomentTerm, 'kind'>,
  size: Size,
): StyleTerm {
  const kind = recipe.style.statistic;
  // Hypercolumns are compared as they are (Kolkin et al. 2022, section 3.2).
  if (kind === 'nearest') return { ...common, kind, centered: partsOf(common.layer).length === 1 };
  if (!isMatrix(kind)) return { ...common, kind };
  return {
    ...common,
    kind,
    normalization: statisticNormalization(recipe, network, common.layer, size, size),
  };
}

/** The style pictures of a region, by their indexes, as its terms compare with them: each by itself, or all mixed. */
function comparedStyles({ style }: OptimizeRecipe, styles: readonly number[]): (readonly number[])[] {
  return style.blend === 'losses' ? styles.map((index) => [index]) : [styles];
}

/**
 * What style losses look at, each with its weight: layers, or a hypercolumn of all of them, in which a layer counts by its
 * weight.
 */
export function styleLayers({
  style,
}: OptimizeRecipe): { readonly layer: string; readonly weight: number }[] {
  const { layers, statistic, matching } = style;
  if (statistic === 'nearest' && matching.by === 'hypercolumns')
    return [{ layer: hypercolumnName(layers), weight: 1 }];
  return Object.entries(layers).map(([layer, weight]) => ({ layer, weight }));
}

/** How many numbers the style loss of a layer compares. */
function styleElements(
  { style }: OptimizeRecipe,
  network: NetworkDescription,
  layer: string,
  size: Size,
): number {
  if (style.statistic !== 'nearest')
    return styleLosses[style.statistic].elements(layerExtent(network, layer, size).channels);
  const stride = 2 ** poolingsBefore(network, layer);
  return Math.floor(size.width / stride) * Math.floor(size.height / stride);
}

/** Statistics that the recipe's convention normalises; the others are means over positions. */
const isMatrix = (kind: StyleStatistic): kind is MatrixTerm['kind'] =>
  kind === 'gram' || kind === 'covariance';

/**
 * The n that a statistic of a `picture` is multiplied by, which is compared with a `result` of maybe another size: of
 * G = n·F·Fᵀ for Gram and covariance matrices.
 */
export function statisticNormalization(
  recipe: OptimizeRecipe,
  network: NetworkDescription,
  layer: string,
  picture: Size,
  result: Size,
): number {
  const { channels, positions } = layerExtent(network, layer, picture);
  switch (isMatrix(recipe.style.statistic) ? recipe.style.gram : 'positions') {
    case 'none':
      return 1;
    case 'positions':
      return 1 / positions;
    case 'positions-channels':
      return 1 / (channels * positions);
    case 'image-positions':
      return 1 / (result.width * result.height);
  }
}

/** Terms that compare features, as against total variation. */
export function featureTerms(terms: readonly WeightedTerm[]): FeatureTerm[] {
  return terms.map(({ term }) => term).filter((term) => term.kind !== 'total-variation');
}

/** Shortest side that a picture may have: every pooling before the deepest layer needs a window. */
export function minimumSide(recipe: OptimizeRecipe, network: NetworkDescription): number {
  const layers = [...Object.keys(recipe.content.layers), ...Object.keys(recipe.style.layers)];
  const poolings = layers.map((layer) => layerDepth(network, layer).poolings);
  return 2 ** Math.max(...poolings);
}

/** A layer's channels, for normalisation, and its number of positions in a picture. */
function layerExtent(network: NetworkDescription, layer: string, { width, height }: Size) {
  const { relu, poolings } = layerDepth(network, layer);
  const shrink = (side: number) => Math.floor(side / 2 ** poolings);
  return { channels: relu.normalizationChannels, positions: shrink(width) * shrink(height) };
}
