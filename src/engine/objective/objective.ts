import type { OptimizeRecipe } from '../../recipe/recipe';
import type { Size } from '../imaging/picture';
import type { ObjectiveSpecification } from '../losses/objective-graph';
import type { Network } from '../network/network';
import type { Backend, Objective } from '../runtime/backend';
import { wholePicture, type Region } from './regions';
import { objectiveTerms, type WeightedTerm } from './terms';
import { fedNetwork } from './units';

export interface WeightedObjective {
  readonly objective: Objective;
  /** In the order of the objective's values. */
  readonly terms: readonly WeightedTerm[];
}

/**
 * A recipe's objective for pictures of one size, compiled; factors and targets are still to be set.
 *
 * @param tile as for `Backend.createObjective`
 */
export async function createWeightedObjective(
  backend: Backend,
  recipe: OptimizeRecipe,
  network: Network,
  size: Size,
  regions: readonly Region[] = wholePicture(1),
  tile?: number,
): Promise<WeightedObjective> {
  const { specification, terms } = specificationOf(recipe, network, size, regions);
  const objective = await backend.createObjective(fedNetwork(recipe, network), specification, tile);
  return { objective, terms };
}

/** What a recipe's objective computes for pictures of one size. */
export function specificationOf(
  recipe: OptimizeRecipe,
  { description }: Network,
  { width, height }: Size,
  regions: readonly Region[],
): { readonly specification: ObjectiveSpecification; readonly terms: readonly WeightedTerm[] } {
  const terms = objectiveTerms(recipe, description, { width, height }, regions);
  const { pooling, padding } = recipe;
  return { specification: { width, height, pooling, padding, terms: terms.map(({ term }) => term) }, terms };
}
