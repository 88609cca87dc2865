import type { OptimizeRecipe } from '../../recipe/recipe';
import { channelsOf, featuresPerPixel, poolingsBefore } from '../network/hypercolumn';
import type { NetworkDescription } from '../network/network';
import { candidatesOfLayer, renewedAfter } from '../objective/matching/matching';
import { styleLayers } from '../objective/terms';
import { recipeAt, type Scale } from './scales';

/*
 * What it costs to find the places of the styles that resemble those of the picture.
 */

/** How many numbers a picture's places are matched by, for each pixel: at the scale where there are most. */
export function matchedPerPixel(recipe: OptimizeRecipe, network: NetworkDescription): number {
  if (recipe.style.statistic !== 'nearest') return 0;
  return Math.max(
    ...stagesOf(recipe).map((stage) =>
      styleLayers(stage).reduce((sum, { layer }) => sum + featuresPerPixel(network, layer), 0),
    ),
  );
}

/** The recipe as its scales have it. */
export const stagesOf = (recipe: OptimizeRecipe): OptimizeRecipe[] =>
  recipe.style.matching.finalPass > 0
    ? [recipe, recipeAt(recipe, { width: 0, height: 0, iterations: 0, finalPass: true })]
    : [recipe];

/** The multiplications of matching all places of a picture with those of one style, as often as a scale does it. */
export function matchingWork(
  recipe: OptimizeRecipe,
  network: NetworkDescription,
  { width, height, iterations }: Scale,
): number {
  const { statistic, matching, scale } = recipe.style;
  if (statistic !== 'nearest') return 0;
  const turns = matching.turns ? 4 : 1;
  return styleLayers(recipe).reduce((sum, { layer }) => {
    const positions = (width * height) / 4 ** poolingsBefore(network, layer);
    const candidates =
      matching.by === 'layers'
        ? Math.min(candidatesOfLayer, turns * positions)
        : turns * positions * scale ** 2;
    const times = matching.by === 'layers' ? Math.ceil(iterations / renewedAfter) : 1;
    return sum + times * positions * candidates * channelsOf(network, layer);
  }, 0);
}
