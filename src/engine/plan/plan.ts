import { basename, isAbsolute, resolve } from 'node:path';

import type { ParsedParams } from '../../channel/contract';
import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { EngineContract, Outline } from '../../contracts/engine';
import { initialWeights, type OptimizeWeights, type Weights } from '../../recipe/live';
import type { OptimizeRecipe, Recipe } from '../../recipe/recipe';
import { openPicture, type PictureSource } from '../imaging/decoding/decode';
import { formatOf } from '../imaging/encoding/encode';
import { assertWritable, resultPath } from '../imaging/files/output';
import type { Size } from '../imaging/picture';
import { fitSize } from '../imaging/size';
import { isStyleTerm } from '../losses/term';
import type { NetworkStore } from '../network/store';
import type { StoredNetwork } from '../network/weight-file';
import { Finisher, recoloredPictures } from '../objective/colors';
import { partsOfStyles, readMasks, regionsOf, type Region, type StyleMasks } from '../objective/regions';
import { styleSize } from '../objective/target-pictures';
import { minimumSide, objectiveTerms, type WeightedTerm } from '../objective/terms';
import type { DeviceManager, SelectedDevice } from '../runtime/devices';
import { choicesOf } from './choices';
import { decideWell } from './decide';
import { recipeNetwork } from './network';
import { outlineOf } from './outline';
import { planScales, type Scale } from './scales';

export type RunParameters = ParsedParams<EngineContract, 'run'>;

/** A run that was asked for, with its recipe in place of the recipe's name and the changes to it. */
export type RunRequest = Omit<RunParameters, 'recipe' | 'settings'> & { readonly recipe: Recipe };

/** Everything that is decided before the painting begins, whichever the method. */
export interface Plan {
  readonly recipe: Recipe;
  /** What paints, or looks at the pictures. */
  readonly network: { readonly description: { readonly name: string }; readonly sha256: string };
  /** As the network sees it: recoloured where the recipe says so. */
  readonly content: PictureSource;
  /** As the network sees them. */
  readonly styles: readonly PictureSource[];
  /** Of each style picture. */
  readonly masks: readonly StyleMasks[];
  /** To begin with. */
  readonly weights: Weights;
  /** The content with its own colours. */
  readonly original: PictureSource;
  /** The picture to start from, with `initial.image: file`. */
  readonly initial: PictureSource | undefined;
  /** Smallest first; the last is the result's size. */
  readonly scales: readonly Scale[];
  /** Longest side of a tile's core, in pixels, when pictures are computed in tiles. */
  readonly tile: number | undefined;
  /** How many bytes the engine may keep for the next picture meanwhile. */
  readonly spare: number;
  /** What is told of the run before it begins. */
  readonly outline: Outline;
  readonly finisher: Finisher;
  readonly device: SelectedDevice;
  readonly out: string;
}

/** The plan of an optimisation. */
export interface OptimizePlan extends Plan {
  readonly recipe: OptimizeRecipe;
  readonly network: StoredNetwork;
  readonly regions: readonly Region[];
  readonly weights: OptimizeWeights;
}

/** Every picture file that a run reads. */
export function filesOf({ original, styles, masks, initial }: Plan): { path: string; sha256: string }[] {
  const regions = masks.flatMap(({ mask, styleMask }) => [mask, styleMask]);
  return [original, ...styles, ...regions, initial].flatMap((file) =>
    file ? [{ path: file.path, sha256: file.sha256 }] : [],
  );
}

/** A run that optimises. */
export type OptimizeRequest = Omit<RunRequest, 'recipe'> & { readonly recipe: OptimizeRecipe };

export interface PlanServices {
  readonly store: NetworkStore;
  readonly devices: DeviceManager;
}

/**
 * Decides how a request will be carried out, and finds now whatever would make it fail later: wrong settings, unreadable
 * pictures, missing weights, an output that cannot be written, a device that does not work.
 */
export async function planRun(
  request: OptimizeRequest,
  { store, devices }: PlanServices,
): Promise<OptimizePlan> {
  const { recipe } = request;
  if (request.styles.length === 0) throw noStyle();
  const selecting = selectEarly(devices, request.device);
  const content = await openPicture(request.content);
  const out = await planOutput(request);
  const styles = await Promise.all(request.styles.map(({ path }) => openPicture(path)));
  const initial = await openInitialImage(recipe);
  const { network, minimum, scales, scalesOf } = await planSizes(recipe, content, store);

  for (const picture of styles) requireSide(picture, minimum, basename(picture.path), picture.path);
  const full = scales.at(-1)!;
  const styleSizes = styles.map((style) => styleSize(recipe, network.description, style, full));
  const masks = await readMasks(request.styles, content, full, styles, styleSizes);
  const regions = regionsOf(masks, styles);
  requireRegionTerms(regions, objectiveTerms(recipe, network.description, full, regions), styles);
  const device = await selecting;
  const { limits } = request;
  const mix = request.styles.map(({ weight }) => weight);
  const division = regions.map((region) => region.styles);
  const question = { recipe, network, device, division, scales, limits };
  const decision = await decideWell(question);

  return {
    recipe: withHistory(recipe, decision.history),
    network,
    ...(await recoloredPictures(recipe.colors, { content, styles }, full)),
    masks,
    regions,
    weights: initialWeights(recipe, mix),
    original: content,
    initial,
    scales,
    tile: decision.tile,
    spare: decision.spare,
    outline: outlineOf(question, decision, choicesOf({ ...question, decision, scalesOf, others: [] })),
    finisher: new Finisher(recipe.colors, { content, styles }, partsOfStyles(regions, mix)),
    device,
    out,
  };
}

/** Loads the device's library and tries it while files are read. Its failure waits until the device is asked for. */
export function selectEarly(
  devices: DeviceManager,
  id: Parameters<DeviceManager['select']>[0],
): Promise<SelectedDevice> {
  const selecting = devices.select(id);
  selecting.catch(() => undefined);
  return selecting;
}

/** The recipe with as many pairs of L-BFGS as there is memory for: the result is that of this recipe. */
const withHistory = (recipe: OptimizeRecipe, history: number): OptimizeRecipe =>
  recipe.optimizer.kind === 'lbfgs' ? { ...recipe, optimizer: { ...recipe.optimizer, history } } : recipe;

/** The part of a plan that needs no style pictures: the network, and at which sizes it will look at the painting. */
export async function planSizes(recipe: OptimizeRecipe, content: PictureSource, store: NetworkStore) {
  const network = await recipeNetwork(recipe, store);
  /** Shortest side that any picture may have. */
  const minimum = minimumSide(recipe, network.description);
  const full = fitSize(content, recipe.size, recipe.measure);
  const name = basename(content.path);
  requireSide(content, minimum, name, content.path);
  requireSide(full, minimum, l10n.t`${name} at size ${recipe.size}`, content.path);
  /** Of the picture with a recipe of which only numbers are different. */
  const scalesOf = (changed: OptimizeRecipe) =>
    planScales(changed, fitSize(content, changed.size, changed.measure), minimum);
  return { network, minimum, scales: planScales(recipe, full, minimum), scalesOf };
}

async function openInitialImage({
  initial: { image, file = '' },
}: OptimizeRecipe): Promise<PictureSource | undefined> {
  if (image !== 'file') return undefined;
  if (isAbsolute(file)) return openPicture(file);
  // A recalled run has the bare name of a picture that was not found. It is none in this process's working folder.
  throw new StylizeError('file-not-found', l10n.t`${file}, the picture to start from, cannot be found.`, {
    hint: l10n.t`Set initial.file to the whole path of a picture, or initial.image to "content".`,
  });
}

export async function planOutput({
  content,
  output,
}: Pick<RunRequest, 'content' | 'output'>): Promise<string> {
  if (output.path === undefined) {
    const out = resolve(await resultPath(content));
    await assertWritable(out, { overwrite: false });
    return out;
  }
  const out = resolve(output.path);
  formatOf(out);
  await assertWritable(out, { overwrite: output.overwrite });
  return out;
}

/** What a recipe lacks that optimises towards style pictures. */
export const noStyle = (): StylizeError =>
  new StylizeError('usage', l10n.t`No style is given.`, {
    hint: l10n.t`Name a picture: --style painting.jpg`,
  });

/** @throws StylizeError `image-too-small` */
export function requireSide({ width, height }: Size, minimum: number, what: l10n.Words, file: string): void {
  if (Math.min(width, height) >= minimum) return;
  throw new StylizeError('image-too-small', l10n.t`${what} is ${width}×${height} pixels.`, {
    file,
    hint: l10n.t`The network needs at least ${minimum} pixels on each side: use a larger picture or size.`,
  });
}

/**
 * @param terms of the regions, at the result's size
 * @throws StylizeError `usage` when there is none for one of the regions
 */
export function requireRegionTerms(
  regions: readonly Region[],
  terms: readonly WeightedTerm[],
  styles: readonly PictureSource[],
): void {
  const compared = terms.flatMap(({ term }) =>
    isStyleTerm(term) ? (term.styles ?? [...styles.keys()]) : [],
  );
  const missed = regions.find((region) => !compared.includes(region.styles[0]!));
  if (!missed) return;
  const { path } = styles[missed.styles[0]!]!;
  throw new StylizeError(
    'usage',
    l10n.t`The region of ${basename(path)} is too narrow for the recipe’s layers.`,
    {
      file: path,
      hint: l10n.t`Paint a wider mask, or leave the recipe’s style.guidance at "simple".`,
    },
  );
}
