import type { OptimizeRecipe } from '../../recipe/recipe';
import { styleLosses } from '../losses/style/style-losses';
import { isStatisticTerm, type FeatureTerm } from '../losses/term';
import { channelsOf, poolingsBefore } from '../network/hypercolumn';
import type { Network, NetworkDescription } from '../network/network';
import type { Backend, Objective } from '../runtime/backend';
import { stepBytes } from '../runtime/footprint';
import { createWeightedObjective, specificationOf } from './objective';
import type { Region } from './regions';
import { featureTerms } from './terms';
import { fedNetwork } from './units';

/** How a picture is divided among styles, as far as it decides what a step costs: the styles of each region. */
export type Division = readonly (readonly number[])[];

/** What a step of a recipe costs in memory, according to its graph, for a square picture. */
export function graphBytes(
  recipe: OptimizeRecipe,
  network: Network,
  division: Division,
  side: number,
): number {
  const { specification } = specificationOf(recipe, network, square(side), regionsOf(division, side));
  return stepBytes(fedNetwork(recipe, network), specification);
}

/** A recipe's objective for a square picture, ready to be evaluated: with targets of zeros. */
export async function createTrialObjective(
  backend: Backend,
  recipe: OptimizeRecipe,
  network: Network,
  division: Division,
  side: number,
): Promise<Objective> {
  const regions = regionsOf(division, side);
  const { objective, terms } = await createWeightedObjective(backend, recipe, network, square(side), regions);
  for (const { term } of terms) objective.setFactor(term.name, 1);
  for (const term of featureTerms(terms)) {
    const target = new Float32Array(targetLength(network.description, term, side));
    const isCentered = term.kind === 'nearest' && term.centered;
    const center = isCentered ? new Float32Array(channelsOf(network.description, term.layer)) : undefined;
    objective.setTarget(term.name, target, center);
  }
  return objective;
}

const square = (side: number) => ({ width: side, height: side });

function regionsOf(division: Division, side: number): Region[] {
  if (division.length === 1) return [{ styles: division[0]! }];
  const coverage = { ...square(side), data: new Float32Array(side ** 2).fill(1) };
  return division.map((styles) => ({ styles, coverage }));
}

function targetLength(network: NetworkDescription, term: FeatureTerm, side: number): number {
  const channels = channelsOf(network, term.layer);
  if (isStatisticTerm(term))
    return styleLosses[term.kind].targetShape(channels).reduce<number>((a, b) => a * Number(b), 1);
  return channels * Math.floor(side / 2 ** poolingsBefore(network, term.layer)) ** 2;
}
