import type { ParsedParams, Result } from '../../channel/contract';
import type { EngineContract } from '../../contracts/engine';
import { openPicture } from '../imaging/decoding/decode';
import { resolveRecipe } from '../recipes/catalog';
import { estimateRun } from './estimate';
import { planSizes, type PlanServices } from './plan';

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
  const { network, scales } = await planSizes(recipe, await openPicture(request.content), store);
  const { id, probeMilliseconds } = await devices.select(request.device);
  const { width, height } = scales.at(-1)!;
  return { width, height, ...estimateRun({ network, scales, device: id, probeMilliseconds }) };
}
