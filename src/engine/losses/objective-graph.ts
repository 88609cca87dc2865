import { activationsOf, type ChainOptions } from '../graph/chain';
import { pullback, type Seed } from '../graph/gradients';
import { withPullback } from '../graph/operators/custom-pullback';
import { absolute, add, divide, multiply, scale, square } from '../graph/operators/elementwise';
import { constant, input, parameter } from '../graph/operators/leaves';
import { sum } from '../graph/operators/reductions';
import { concatenate, reshape } from '../graph/operators/shaping';
import type { Program } from '../graph/program';
import { staticFeatureMap } from '../graph/shapes';
import type { Value } from '../graph/value';
import type { Network } from '../network/network';
import { contentLoss } from './content';
import { nearestLoss } from './style/nearest';
import { styleLosses } from './style/style-losses';
import { isStatisticTerm, type FeatureTerm, type NearestTerm, type StatisticTerm, type Term } from './term';
import { totalVariationLosses } from './total-variation';

export interface ObjectiveSpecification extends ChainOptions {
  readonly width: number;
  readonly height: number;
  readonly terms: readonly Term[];
}

/** Names of the objective's inputs and outputs. */
export const objectiveNames = {
  image: 'image',
  gradient: 'gradient',
  losses: 'losses',
  factor: (term: string) => `${term} factor`,
  target: (term: string) => `${term} target`,
  /** Of a term that is centred: what is subtracted from the features. */
  center: (term: string) => `${term} center`,
} as const;

/**
 * The program of one step. Inputs: the image [1, 3, H, W], RGB 0..255, and each term's factor, target and center. Outputs:
 * `gradient`, that of Σ factor × value with respect to the image, and `losses` [number of terms], the values without
 * their factors, in the order of the terms.
 */
export function objectiveProgram(network: Network, specification: ObjectiveSpecification): Program {
  const { width, height, terms } = specification;
  const image = input(objectiveNames.image, [1, 3, height, width]);
  const layers = terms.flatMap((term) => (term.kind === 'total-variation' ? [] : [term.layer]));
  const activations = activationsOf(network, image, new Set(layers), specification);
  const seeds = terms.map((term): Seed => {
    const factor = input(objectiveNames.factor(term.name), []);
    if (term.kind === 'total-variation') return [totalVariationLosses[term.variant](image), factor];
    const features = activations.get(term.layer)!;
    return term.normalizeGradient
      ? [featureLoss(term, withNormalizedGradient(features, factor)), constant(1)]
      : [featureLoss(term, features), factor];
  });
  const losses = seeds.map(([value]) => reshape(value, [1]));
  return {
    name: 'objective',
    outputs: new Map([
      [objectiveNames.gradient, pullback(seeds, [image])[0]!],
      [objectiveNames.losses, concatenate(losses, 0)],
    ]),
  };
}

function featureLoss(term: FeatureTerm, features: Value): Value {
  const name = objectiveNames.target(term.name);
  if (term.kind === 'content') return contentLoss(features, input(name, features.shape));
  const [, , height, width] = staticFeatureMap(features);
  const guidance = term.guidance && parameter(`${term.name} guidance`, term.guidance, [1, 1, height, width]);
  return isStatisticTerm(term)
    ? statisticLoss(term, features, guidance)
    : nearestSum(term, features, guidance);
}

/**
 * The loss of a term that compares a statistic, with an input for its target.
 *
 * @param guidance [1, 1, H, W]: a region's channel
 */
export function statisticLoss(term: StatisticTerm, features: Value, guidance?: Value): Value {
  const [, channels, height, width] = staticFeatureMap(features);
  const loss = styleLosses[term.kind];
  const target = input(objectiveNames.target(term.name), loss.targetShape(channels));
  return styleScore(term, loss.statistic(features, guidance, target), target, height * width);
}

/**
 * The loss of a term that compares positions, with inputs for its target and its center.
 *
 * @param guidance [1, 1, H, W]: a region's channel, whose squares are the positions' weights
 */
export function nearestSum({ name, centered }: NearestTerm, features: Value, guidance?: Value): Value {
  const [, channels] = staticFeatureMap(features);
  const target = input(objectiveNames.target(name), features.shape);
  const center = centered ? input(objectiveNames.center(name), [1, channels, 1, 1]) : undefined;
  return nearestLoss(features, target, center, guidance && square(guidance));
}

/**
 * The distance of a style term's statistic from its target.
 *
 * @param positions of the layer, over which the statistic was summed
 */
export function styleScore(term: StatisticTerm, statistic: Value, target: Value, positions: number): Value {
  const normalization = 'normalization' in term ? term.normalization : 1 / positions;
  return styleLosses[term.kind].score(scale(statistic, normalization), target);
}

/** Keeps the division of a gradient by its norm from being 0/0 where the gradient is 0. */
export const tinyNorm = 1e-30;

/** The same features, with a pullback that divides the gradient by its L1 norm and multiplies it by a factor. */
function withNormalizedGradient(features: Value, factor: Value): Value {
  return withPullback(features, features, (gradient) => {
    const norm = add(sum(absolute(gradient)), constant(tinyNorm));
    return multiply(gradient, divide(factor, norm));
  });
}
