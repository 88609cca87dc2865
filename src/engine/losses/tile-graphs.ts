import { activationsOf, type ChainOptions } from '../graph/chain';
import { gradients, pullback, type Seed } from '../graph/gradients';
import { absolute } from '../graph/operators/elementwise';
import { input } from '../graph/operators/leaves';
import { sum } from '../graph/operators/reductions';
import { concatenate, reshape } from '../graph/operators/shaping';
import type { Program } from '../graph/program';
import { staticFeatureMap } from '../graph/shapes';
import type { Value } from '../graph/value';
import type { Network } from '../network/network';
import { receptiveField } from '../network/receptive-field';
import { contentLoss } from './content';
import { nearestSum, objectiveNames, styleScore } from './objective-graph';
import { styleLosses } from './style/style-losses';
import {
  isStatisticTerm,
  type ContentTerm,
  type NearestTerm,
  type StatisticTerm,
  type Term,
  type TotalVariationTerm,
} from './term';
import { totalVariationLosses } from './total-variation';

/*
 * An objective, computed window by window. Most style losses depend on the picture only through statistics, which are
 * sums over positions. So one program takes the statistics of each window's core, whose sums are those of the whole picture;
 * a second one has the style losses and their slopes, the gradients with respect to the statistics; a third pulls the
 * slopes back through each window. Content, total variation and the distances of positions from their nearest ones are
 * sums over positions themselves: the third program does them as well.
 */

interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface TileSpecification extends ChainOptions {
  readonly picture: Extent;
  /** Every window's, in pixels. */
  readonly window: Extent;
  readonly terms: readonly Term[];
}

/** Names of inputs and outputs. */
export const tileNames = {
  ...objectiveNames,
  /** Input: 1 at a layer's positions in the core, 0 elsewhere. */
  core: (layer: string) => `${layer} core`,
  /** Input: a region's guidance channel in the core, 0 elsewhere. */
  guidance: (term: string) => `${term} guidance`,
  statistic: (term: string) => `${term} statistic`,
  slope: (term: string) => `${term} slope`,
  norm: (term: string) => `${term} norm`,
} as const;

/** The picture itself, as a layer. */
export const pixels = 'pixels';

/** A program that no term asks for is left out. */
export interface TilePrograms {
  /** Of a window: `statistic` of each style term. */
  readonly statistics: Program | undefined;
  /** Of the statistics: `losses` of the style terms, in their order, and the `slope` of each, without its factor. */
  readonly scores: Program | undefined;
  /** Of a window and the slopes: `norm`, the L1 norm of the gradient with respect to the features, of each term that asks. */
  readonly norms: Program | undefined;
  /**
   * Of a window, the slopes times their factors, and the other terms' factors: the `gradient` with respect to the window,
   * and `losses` of the other terms, in their order.
   */
  readonly gradient: Program;
}

export function tilePrograms(network: Network, specification: TileSpecification): TilePrograms {
  const { picture, window, terms } = specification;
  const image = input(tileNames.image, [1, 3, window.height, window.width]);
  const layers = terms.flatMap((term) => (term.kind === 'total-variation' ? [] : [term.layer]));
  const activations = activationsOf(network, image, new Set(layers), specification);
  const layerOf = (name: string, values: Value): Layer => ({
    values,
    core: input(tileNames.core(name), values.shape.with(1, 1)),
  });
  const pixelLayer = layerOf(pixels, image);
  const featureLayers = new Map([...activations].map(([name, values]) => [name, layerOf(name, values)]));

  const styles = terms
    .filter(isStatisticTerm)
    .map((term) => styleSummand(term, featureLayers.get(term.layer)!));
  const others = terms.flatMap((term) => {
    if (isStatisticTerm(term)) return [];
    if (term.kind === 'total-variation') return [totalVariationSummand(term, pixelLayer, picture)];
    const layer = featureLayers.get(term.layer)!;
    return [term.kind === 'content' ? contentSummand(term, layer) : nearestSummand(term, layer)];
  });
  const summands = [...styles, ...others];
  const normalized = summands.filter(({ term }) => 'normalizeGradient' in term && term.normalizeGradient);
  const gradient = pullback(
    summands.map(({ value, seed }): Seed => [value, seed]),
    [image],
  )[0]!;
  return {
    statistics: programOf(
      'statistics',
      styles.map(({ term, value }) => [tileNames.statistic(term.name), value]),
    ),
    scores: programOf('scores', scores(styles, network, picture)),
    norms: programOf('norms', normalized.map(norm)),
    gradient: programOf('gradient', [
      [tileNames.gradient, gradient],
      ...losses(others.map(({ value }) => value)),
    ])!,
  };
}

type Output = readonly [name: string, value: Value];

/** None without outputs. */
function programOf(name: string, outputs: readonly Output[]): Program | undefined {
  return outputs.length > 0 ? { name, outputs: new Map(outputs) } : undefined;
}

const losses = (values: readonly Value[]): Output[] =>
  values.length > 0
    ? [
        [
          tileNames.losses,
          concatenate(
            values.map((value) => reshape(value, [1])),
            0,
          ),
        ],
      ]
    : [];

interface Layer {
  readonly values: Value;
  readonly core: Value;
}

/** What a window adds to a term. */
interface Summand {
  readonly term: Term;
  /** The values of the term's layer. */
  readonly features: Value;
  /** Of a style term, its statistic; of others, the loss. */
  readonly value: Value;
  /** Input: the gradient with respect to the value. */
  readonly seed: Value;
}

interface StyleSummand extends Summand {
  readonly term: StatisticTerm;
  readonly target: Value;
}

function styleSummand(term: StatisticTerm, { values: features, core }: Layer): StyleSummand {
  const loss = styleLosses[term.kind];
  const target = input(tileNames.target(term.name), loss.targetShape(staticFeatureMap(features)[1]));
  const value = loss.statistic(features, guidanceOf(term, core), target);
  return { term, features, value, target, seed: input(tileNames.slope(term.name), value.shape) };
}

/** A region's channel, or 1, in the core. */
const guidanceOf = ({ name, guidance }: StatisticTerm | NearestTerm, core: Value): Value =>
  guidance ? input(tileNames.guidance(name), core.shape) : core;

function nearestSummand(term: NearestTerm, { values: features, core }: Layer): Summand {
  return { term, features, value: nearestSum(term, features, guidanceOf(term, core)), seed: factorOf(term) };
}

function contentSummand(term: ContentTerm, { values: features, core }: Layer): Summand {
  const target = input(tileNames.target(term.name), features.shape);
  return { term, features, value: contentLoss(features, target, core), seed: factorOf(term) };
}

function totalVariationSummand(
  term: TotalVariationTerm,
  { values: image, core }: Layer,
  picture: Extent,
): Summand {
  const value = totalVariationLosses[term.variant](image, { core, ...picture });
  return { term, features: image, value, seed: factorOf(term) };
}

const factorOf = ({ name }: Term): Value => input(tileNames.factor(name), []);

function scores(styles: readonly StyleSummand[], { description }: Network, picture: Extent): Output[] {
  const scored = styles.map(({ term, value, target }) => {
    const { stride } = receptiveField(description, term.layer);
    const positions = Math.floor(picture.width / stride) * Math.floor(picture.height / stride);
    const statistic = input(tileNames.statistic(term.name), value.shape);
    const score = styleScore(term, statistic, target, positions);
    return { score, slope: [tileNames.slope(term.name), gradients(score, [statistic])[0]!] as const };
  });
  return [...losses(scored.map(({ score }) => score)), ...scored.map(({ slope }) => slope)];
}

function norm({ term, features, value, seed }: Summand): Output {
  const gradient = pullback([[value, seed]], [features])[0]!;
  return [tileNames.norm(term.name), sum(absolute(gradient))];
}
