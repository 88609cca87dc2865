import type { OptimizeRecipe } from '../../recipe/recipe';
import type { TotalVariationKind } from '../../recipe/schema/conventions';
import type { Network } from '../network/network';

/*
 * The engine's pictures are RGB 0..255 throughout. A recipe with `input: unit` reproduces a program that works on RGB
 * 0..1; here is all that makes the difference.
 */

/** How many of the engine's 0..255 are one of the recipe's units. */
export function colorUnit({ input }: Pick<OptimizeRecipe, 'input'>): number {
  return input === 'unit' ? 255 : 1;
}

/**
 * The network as the recipe feeds it. Programs that feed RGB 0..1 do so whatever the network was trained with, mean or
 * order of channels.
 */
export function fedNetwork(recipe: Pick<OptimizeRecipe, 'input'>, network: Network): Network {
  if (recipe.input === 'network') return network;
  const unit = colorUnit(recipe);
  const input: Network['description']['input'] = {
    channelOrder: 'rgb',
    mean: [0, 0, 0],
    deviation: [unit, unit, unit],
  };
  return { ...network, description: { ...network.description, input } };
}

/** The power of a picture's contrast to which each kind of total variation grows. */
const degrees: Readonly<Record<TotalVariationKind, number>> = {
  'squared-mean': 2,
  'squared-mean-swapped': 2,
  'squared-sum': 2,
  'squared-half-sum': 2,
  power: 2.5,
  absolute: 1,
};

/** What total variation in 0..255 is multiplied by to be that of the picture in the recipe's unit. */
export function totalVariationInUnits(recipe: OptimizeRecipe): number {
  return colorUnit(recipe) ** -degrees[recipe.totalVariation.kind];
}
