import { basename } from 'node:path';

import type { ParsedParams, Result } from '../../channel/contract';
import type { EngineContract } from '../../contracts/engine';
import { openPicture } from '../imaging/decoding/decode';
import { fitSize } from '../imaging/size';
import { minimumSide } from '../objective/terms';
import { resolveRecipe } from '../recipes/catalog';
import { estimateRun } from './estimate';
import { requireSide, type PlanServices } from './plan';
import { planScales } from './scales';

/**
 * What a run would need, without its styles and before anybody starts it.
 *
 * @throws StylizeError as `planRun`, for what would make the run fail
 */
export async function forecastRun(
  request: ParsedParams<EngineContract, 'forecast'>,
  { store, devices }: PlanServices,
): Promise<Result<EngineContract, 'forecast'>> {
  const recipe = await resolveRecipe(request.recipe, request.settings);
  const content = await openPicture(request.content);
  const network = await store.load(recipe.network);
  const minimum = minimumSide(recipe, network.description);
  const full = fitSize(content, recipe.size, recipe.measure);
  requireSide(full, minimum, `${basename(content.path)} at size ${recipe.size}`, content.path);
  const scales = planScales(recipe, full, minimum);
  const { id, probeMilliseconds } = await devices.select(request.device);
  const { width, height } = full;
  return { width, height, ...estimateRun({ network, scales, device: id, probeMilliseconds }) };
}
