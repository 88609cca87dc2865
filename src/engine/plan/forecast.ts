import type { ParsedParams } from '../../channel/contract';
import type { EngineContract, Outline } from '../../contracts/engine';
import type { OptimizeRecipe } from '../../recipe/recipe';
import { openPicture } from '../imaging/decoding/decode';
import type { Division } from '../objective/trial';
import { resolveRecipe } from '../recipes/catalog';
import { calibrate } from './calibration';
import { choicesOf, type Other } from './choices';
import { decide, type Question } from './decide';
import { recipeNetwork } from './network';
import { outlineOf } from './outline';
import { planSizes, selectEarly, type PlanServices } from './plan';

/** The network that ships with Stylize. */
const quickNetwork = 'embedded';

/**
 * What a run would be, before anybody starts it.
 *
 * @param mayTry whether steps may be tried: not while the device is at work
 * @throws StylizeError as `planRun`, for what would make the run fail
 */
export async function forecastRun(
  request: ParsedParams<EngineContract, 'forecast'>,
  services: PlanServices,
  mayTry = true,
): Promise<Outline> {
  const { limits } = request;
  const selecting = selectEarly(services.devices, request.device);
  const recipe = await resolveRecipe(request.recipe, request.settings);
  const { network, scales, scalesOf } = await planSizes(
    recipe,
    await openPicture(request.content),
    services.store,
  );
  const device = await selecting;
  const question = { recipe, network, device, division: divisionOf(request.styles), scales, limits };
  if (mayTry) await calibrate(question);
  const decision = decide(question);
  const others =
    decision.concerns.length > 0 ? await othersOf(question, request.device, services, mayTry) : [];
  return outlineOf(question, decision, choicesOf({ ...question, decision, scalesOf, others }));
}

/** How many regions the styles have, as far as that can be told without reading their masks. */
function divisionOf(styles: ParsedParams<EngineContract, 'forecast'>['styles']): Division {
  const masked = styles.flatMap(({ mask }, index) => (mask ? [index] : []));
  const others = styles.flatMap(({ mask }, index) => (mask ? [] : [index]));
  if (masked.length === 0) return [others.length > 0 ? others : [0]];
  return [...masked.map((index) => [index]), ...(others.length > 0 ? [others] : [])];
}

/** The same run with the quick network, and on the device that is the fastest. */
async function othersOf(
  question: Question,
  chosen: string,
  { store, devices }: PlanServices,
  mayTry: boolean,
): Promise<Other[]> {
  const others: Other[] = [];
  const add = async (other: Other) => {
    if (mayTry) await calibrate(other.question);
    others.push(other);
  };
  if (question.network.description.name !== quickNetwork) {
    const recipe: OptimizeRecipe = { ...question.recipe, network: quickNetwork };
    // It may lack a layer that the recipe names.
    const network = await recipeNetwork(recipe, store).catch(() => undefined);
    if (network)
      await add({
        kind: 'network',
        settings: { network: quickNetwork },
        question: { ...question, recipe, network },
      });
  }
  if (chosen !== 'auto') {
    const device = await devices.select('auto');
    if (device.id !== question.device.id)
      await add({ kind: 'device', settings: {}, device: device.id, question: { ...question, device } });
  }
  return others;
}
