import type { OptimizeRecipe } from '../../recipe/recipe';
import { requireLayers } from '../../recipe/schema/layers';
import { tapNames } from '../network/network';
import type { NetworkStore } from '../network/store';
import type { StoredNetwork } from '../network/weight-file';

/**
 * The network of a recipe.
 *
 * @throws StylizeError `bad-setting` when it has not all the layers that the recipe names; as `NetworkStore.load`
 */
export async function recipeNetwork(recipe: OptimizeRecipe, store: NetworkStore): Promise<StoredNetwork> {
  const network = await store.load(recipe.network);
  const { name } = network.description;
  requireLayers(recipe, { name, layers: tapNames(network.description) });
  return network;
}
