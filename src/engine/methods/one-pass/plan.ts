import { basename } from 'node:path';

import type { ParsedParams } from '../../../channel/contract';
import type { EngineContract, Outline } from '../../../contracts/engine';
import { initialWeights } from '../../../recipe/live';
import type { OnePassRecipe } from '../../../recipe/recipe';
import { openPicture, type PictureSource } from '../../imaging/decoding/decode';
import type { Size } from '../../imaging/picture';
import { fitSize } from '../../imaging/size';
import type { FastStyle } from '../../network/styles/store';
import type { StyleNetwork } from '../../network/styles/style-file';
import { transformLayers } from '../../network/styles/transform-network';
import { Finisher, recoloredPictures } from '../../objective/colors';
import { usesMainMemory } from '../../plan/costs';
import { planOutput, requireSide, type Plan, type PlanServices, type RunRequest } from '../../plan/plan';
import { platform } from '../../platform/platform';
import type { SelectedDevice } from '../../runtime/devices';
import { passBytes } from '../../runtime/footprint';
import { probeMultiplications } from '../../runtime/probe';
import { paintingTiles } from './painter';

/** Everything that is decided before the network paints. */
export interface PassPlan extends Plan {
  readonly recipe: OnePassRecipe;
  readonly style: FastStyle;
}

export type PassRequest = Omit<RunRequest, 'recipe'> & { readonly recipe: OnePassRecipe };

/**
 * Decides how a fast style paints a picture, and finds now whatever would make it fail later. Style pictures that the
 * request has are not used: the network knows its style.
 *
 * @throws StylizeError as `planRun`
 */
export async function planPass(request: PassRequest, { store, devices }: PlanServices): Promise<PassPlan> {
  const { recipe, limits } = request;
  const original = await openPicture(request.content);
  const out = await planOutput(request);
  const style = await store.styles.load(recipe.network);
  const full = sizeOf(recipe, original);
  const device = await devices.select(request.device);
  const decision = decide(style, device, full, limits);
  const { content } = await recoloredPictures(recipe.colors, { content: original, styles: [] }, full);
  return {
    recipe,
    style,
    network: { description: { name: style.name }, sha256: style.sha256 },
    content,
    original,
    styles: [],
    masks: [],
    initial: undefined,
    weights: initialWeights(recipe, []),
    ...decision,
    finisher: new Finisher(recipe.colors, { content: original, styles: [] }, []),
    device,
    out,
  };
}

/** What a pass would be if it were started. @throws StylizeError as `planPass`, for what would make it fail */
export async function forecastPass(
  recipe: OnePassRecipe,
  { content, device, limits }: ParsedParams<EngineContract, 'forecast'>,
  { store, devices }: PlanServices,
): Promise<Outline> {
  const picture = await openPicture(content);
  const style = await store.styles.load(recipe.network);
  return decide(style, await devices.select(device), sizeOf(recipe, picture), limits).outline;
}

/** The least that a picture is mirrored from. */
const leastSide = 16;

function sizeOf(recipe: OnePassRecipe, content: PictureSource): Size {
  const full = fitSize(content, recipe.size, recipe.measure);
  requireSide(full, leastSide, `${basename(content.path)} at size ${recipe.size}`, content.path);
  return full;
}

/** Side of a tile's core, in pixels, and what one may need before a picture is divided. */
const core = 384;
const comfortableBytes = 400e6;
/** The process itself, and numbers for each pixel: the picture as it was read and as it is seen, paintings, a preview. */
const processBytes = 150e6;
const numbersPerPixel = 3 * 9;
/** A run may use this much even on a crowded machine. */
const leastBudget = 1e9;

function decide(
  { name, style }: FastStyle,
  device: SelectedDevice,
  full: Size,
  limits: PassRequest['limits'],
): Pick<Plan, 'scales' | 'tile' | 'spare' | 'outline'> {
  const network = device.backend.paintingNetwork(style);
  const cost = costOf(style);
  const pixels = full.width * full.height;
  const bytesAvailable = usesMainMemory(device.id) ? Math.round(platform().memory()) : undefined;
  const budget =
    bytesAvailable === undefined
      ? undefined
      : Math.round(limits.memoryBytes ?? Math.max(leastBudget, bytesAvailable / 2));
  const always = processBytes + 4 * numbersPerPixel * pixels;
  const room = Math.min(comfortableBytes, (budget ?? Infinity) - always);
  const isLarge = limits.memoryBytes === Number.MAX_SAFE_INTEGER ? false : cost.bytes * pixels > room;
  const tile = limits.tile ?? (isLarge && network.reach !== undefined ? core : undefined);
  const tiles = paintingTiles(network, full, tile);
  const ofTile = tiles[0]!.width * tiles[0]!.height;
  const bytes = Math.round(always + cost.bytes * ofTile);
  const scales = [{ ...full, iterations: tiles.length }];
  const secondsPerMultiplication = device.probeMilliseconds / 1000 / probeMultiplications;
  return {
    scales,
    tile,
    spare: 0,
    outline: {
      device: device.id,
      network: name,
      ...full,
      iterations: tiles.length,
      scales,
      estimate: {
        bytes,
        seconds: cost.multiplications * ofTile * tiles.length * secondsPerMultiplication,
        ...(budget !== undefined && { budget }),
        ...(bytesAvailable !== undefined && { bytesAvailable }),
        ...(tile !== undefined && { tile }),
        concerns: budget !== undefined && bytes > budget ? ['memory'] : [],
        choices: [],
      },
    },
  };
}

interface Cost {
  /** Peak memory of a pass, for each pixel. */
  readonly bytes: number;
  readonly multiplications: number;
}

/** Of Johnson's network, which an ONNX model most likely is. */
const usual: Cost = { bytes: 520, multiplications: 160_000 };
/** Side at which memory is reckoned. */
const reckonedSide = 64;

function costOf(style: StyleNetwork): Cost {
  if (style.kind === 'onnx') return usual;
  const { network } = style;
  const { description } = network;
  const shares: Readonly<Record<string, number>> = { first: 1, down1: 1 / 4, up1: 1 / 4, up2: 1, last: 1 };
  const multiplications = transformLayers(description).reduce(
    (sum, { name, kernelSize, inputs, outputs }) =>
      sum + (shares[name] ?? 1 / 16) * kernelSize ** 2 * inputs * outputs,
    0,
  );
  const bytes = passBytes(network, reckonedSide, reckonedSide) / reckonedSide ** 2;
  return { bytes, multiplications };
}
