import type { Recipe } from '../../recipe/recipe';
import { tilingCost } from '../runtime/tiles/cost';
import { estimateRun, type EstimateInputs } from './estimate';

/** Sides of cores to choose from, in pixels: the larger, the less is computed twice. */
const cores = [512, 384, 256];
/** Numbers for each pixel of the picture, whatever its tiles: the picture, its gradient and average, Adam's moments, … */
const numbersPerPixel = 3 * 8;

/**
 * The side of the tiles' cores, in pixels, in which a run computes its pictures; undefined for pictures as a whole, when
 * they fit the budget. With a budget that is too small for any it is the smallest.
 */
export function chooseTile(inputs: EstimateInputs & { readonly recipe: Recipe }): number | undefined {
  const { recipe, network, scales, limits } = inputs;
  if (limits.tile !== undefined) return limits.tile;
  const { bytes, budget } = estimateRun(inputs);
  if (budget === undefined || bytes <= budget) return undefined;
  const full = scales.at(-1)!;
  const layers = [...Object.keys(recipe.content.layers), ...Object.keys(recipe.style.layers)];
  const fits = (core: number) => {
    const { window } = tilingCost(network.description, layers, full, core);
    const ofWindow = estimateRun({ ...inputs, scales: [{ ...window, iterations: 1 }] }).bytes;
    return ofWindow + 4 * numbersPerPixel * full.width * full.height <= budget;
  };
  return cores.find(fits) ?? cores.at(-1);
}
