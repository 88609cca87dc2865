import { basename } from 'node:path';

import type { ParsedParams } from '../../../channel/contract';
import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { EngineContract } from '../../../contracts/engine';
import { defaultRecipe } from '../../../contracts/training';
import { initialWeights, type OptimizeWeights } from '../../../recipe/live';
import type { OptimizeRecipe } from '../../../recipe/recipe';
import { openPicture, type PictureSource } from '../../imaging/decoding/decode';
import type { TransformDescription } from '../../network/styles/transform-network';
import type { StoredNetwork } from '../../network/weight-file';
import { specificationOf } from '../../objective/objective';
import { wholePicture } from '../../objective/regions';
import { minimumSide, type WeightedTerm } from '../../objective/terms';
import { recipeNetwork } from '../../plan/network';
import { requireSide, type PlanServices } from '../../plan/plan';
import { resolveRecipe } from '../../recipes/catalog';
import type { SelectedDevice } from '../../runtime/devices';
import { picturesIn } from './crops';
import { descriptionOf } from './parameters';

export type TrainParameters = ParsedParams<EngineContract, 'train'>;

/** A training that was asked for, with its recipe in place of the recipe's name and the changes to it. */
export type TrainRequest = Omit<TrainParameters, 'recipe' | 'settings'> & { readonly recipe: OptimizeRecipe };

/** Everything that is decided before the first step. */
export interface TrainingPlan {
  readonly request: TrainRequest;
  /** What looks at the paintings. */
  readonly critic: StoredNetwork;
  readonly description: TransformDescription;
  readonly specification: ReturnType<typeof specificationOf>['specification'];
  /** In the order of the losses' values. */
  readonly terms: readonly WeightedTerm[];
  readonly weights: OptimizeWeights;
  readonly styles: readonly PictureSource[];
  /** To learn from. */
  readonly pictures: readonly string[];
  /** Painted now and then. */
  readonly heldOut: PictureSource | undefined;
  readonly device: SelectedDevice;
}

/**
 * Of the default recipe: at the optimiser's weights a network paints the style well and hardly the picture, which it has to
 * recognise first.
 */
const defaultSettings = { 'content.weight': 3000 };

/** The request with its recipe. @throws StylizeError as `resolveRecipe` */
export async function resolvedTraining({
  recipe,
  settings,
  ...request
}: TrainParameters): Promise<TrainRequest> {
  const usual = recipe === defaultRecipe ? defaultSettings : {};
  return { ...request, recipe: await resolveRecipe(recipe, { ...usual, ...settings }) };
}

/**
 * Decides how a fast style is trained, and finds now whatever would make that fail later.
 *
 * @throws StylizeError `usage` for a recipe whose losses are no losses for training; `file-not-found` when there are no
 *   pictures; and as the plan of a run
 */
export async function planTraining(
  request: TrainRequest,
  { store, devices }: PlanServices,
): Promise<TrainingPlan> {
  const { recipe, crop } = request;
  requireTrainable(recipe);
  const styles = await Promise.all(request.styles.map(({ path }) => openPicture(path)));
  const found = await picturesIn(request.pictures);
  const { pictures, heldOut } = await divided(found, request.preview.picture);
  const critic = await recipeNetwork(recipe, store);
  const least = minimumSide(recipe, critic.description);
  for (const style of styles) requireSide(style, least, basename(style.path), style.path);
  if (crop < least) {
    throw new StylizeError('usage', l10n.t`Crops of ${crop} pixels are too small for the network.`, {
      hint: l10n.t`Choose at least ${least}, or leave deep layers out of the recipe.`,
    });
  }
  const device = await devices.select(request.device);
  const regions = wholePicture(styles.length);
  return {
    request,
    critic,
    description: descriptionOf(request.width, request.blocks),
    ...specificationOf(recipe, critic, { width: crop, height: crop }, regions),
    weights: initialWeights(
      recipe,
      request.styles.map(({ weight }) => weight),
    ),
    styles,
    pictures,
    heldOut,
    device,
  };
}

/** One picture is not learnt from, if there are others: it shows what the network does with pictures that are new to it. */
async function divided(
  found: readonly string[],
  preview: string | undefined,
): Promise<Pick<TrainingPlan, 'pictures' | 'heldOut'>> {
  if (preview !== undefined) {
    return { pictures: found.filter((path) => path !== preview), heldOut: await openPicture(preview) };
  }
  for (const path of found.length > 1 ? found.toReversed() : []) {
    const picture = await openPicture(path).catch(() => undefined);
    if (picture) return { pictures: found.filter((other) => other !== path), heldOut: picture };
  }
  return { pictures: found, heldOut: undefined };
}

function requireTrainable({ style, gradientNormalization, name }: OptimizeRecipe): void {
  const hint = l10n.t`Choose a recipe that compares Gram matrices, such as "studio".`;
  if (style.statistic === 'nearest') {
    throw new StylizeError('usage', l10n.t`A network cannot be trained with the losses of ${name}.`, {
      hint,
    });
  }
  if (gradientNormalization) {
    throw new StylizeError('usage', l10n.t`A network cannot be trained with normalised gradients.`, { hint });
  }
}
