import { chainOf } from '../graph/chain';
import { pullback, type Seed } from '../graph/gradients';
import { add, scale, subtract } from '../graph/operators/elementwise';
import { constant, input } from '../graph/operators/leaves';
import { concatenate, reshape } from '../graph/operators/shaping';
import type { Program } from '../graph/program';
import { elements, staticShape } from '../graph/shapes';
import { pictureOf, transformed, transformNames } from '../graph/transform';
import { givenWeights, type WeightsOf } from '../graph/transform-weights';
import type { Value } from '../graph/value';
import type { Network } from '../network/network';
import { colorScale, middleGray, type TransformDescription } from '../network/styles/transform-network';
import { contentLoss } from './content';
import { objectiveNames, statisticLoss, type ObjectiveSpecification } from './objective-graph';
import { isStatisticTerm } from './term';
import { totalVariationLosses } from './total-variation';

/** Names of the inputs and outputs of the programs below, besides the picture, the painting, the factors and the targets. */
export const trainingNames = { parameters: 'parameters', gradient: 'gradient', losses: 'losses' } as const;

/**
 * The program of a crop's share in a step of training (Johnson et al. 2016): the losses of what a transform network makes of
 * it, as a network looks at them, with the crop itself as the content. Inputs: the crop [1, 3, H, W], RGB 0..255; the
 * parameters [P], in the order of `transformPlaces`; each term's factor; each style term's target. Outputs: `gradient` [P],
 * that of Σ factor × value with respect to the parameters, and `losses` [number of terms], the values without their
 * factors.
 */
export function trainingProgram(
  critic: Network,
  description: TransformDescription,
  specification: ObjectiveSpecification,
): Program {
  const { width, height, terms } = specification;
  const picture = pictureOf(width, height);
  const { weightsOf, parameters } = givenWeights(trainingNames.parameters, description);
  const painting = inTraining(description, picture, weightsOf);
  const layersOf = (isWanted: (kind: string) => boolean) =>
    new Set(
      terms.flatMap((term) => (term.kind === 'total-variation' || !isWanted(term.kind) ? [] : [term.layer])),
    );
  const chain = chainOf(critic, specification);
  const seen = chain(
    painting,
    layersOf(() => true),
  );
  const wanted = chain(
    picture,
    layersOf((kind) => kind === 'content'),
  );
  const seeds = terms.map((term): Seed => {
    const factor = input(objectiveNames.factor(term.name), []);
    if (term.kind === 'total-variation') return [totalVariationLosses[term.variant](painting), factor];
    const features = seen.get(term.layer)!;
    if (term.kind === 'content') return [contentLoss(features, wanted.get(term.layer)!), factor];
    if (!isStatisticTerm(term)) throw new Error(`${term.kind} is no loss for training`);
    return [statisticLoss(term, features), factor];
  });
  const flat = (value: Value) => reshape(value, [elements(staticShape(value.shape))]);
  return {
    name: 'training',
    outputs: new Map([
      [trainingNames.gradient, concatenate(pullback(seeds, parameters).map(flat), 0)],
      [
        trainingNames.losses,
        concatenate(
          seeds.map(([value]) => flat(value)),
          0,
        ),
      ],
    ]),
  };
}

/** What a network in training makes of a picture [1, 3, H, W], from its parameters [P]. */
export function apprenticeProgram(description: TransformDescription, width: number, height: number): Program {
  const { weightsOf } = givenWeights(trainingNames.parameters, description);
  const painting = inTraining(description, pictureOf(width, height), weightsOf);
  return { name: 'apprentice', outputs: new Map([[transformNames.painting, painting]]) };
}

/** A painting, [1, 3, H, W], RGB 0..255: in training the network computes with colours in units of `colorScale`. */
function inTraining(description: TransformDescription, picture: Value, weightsOf: WeightsOf): Value {
  const colors = scale(subtract(picture, constant(middleGray)), 1 / colorScale);
  return add(scale(transformed(description, colors, weightsOf), colorScale), constant(middleGray));
}
