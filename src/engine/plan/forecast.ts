import type { ParsedParams } from '../../channel/contract';
import type { EngineContract, Outline } from '../../contracts/engine';
import { openPicture } from '../imaging/decoding/decode';
import { resolveRecipe } from '../recipes/catalog';
import { outlineOf } from './outline';
import { planSizes, type PlanServices } from './plan';

/**
 * What a run would be, before anybody starts it.
 *
 * @throws StylizeError as `planRun`, for what would make the run fail
 */
export async function forecastRun(
  request: ParsedParams<EngineContract, 'forecast'>,
  { store, devices }: PlanServices,
): Promise<Outline> {
  const recipe = await resolveRecipe(request.recipe, request.settings);
  const { network, scales } = await planSizes(recipe, await openPicture(request.content), store);
  const device = await devices.select(request.device);
  return outlineOf({ network, scales, device, limits: request.limits });
}
