import { basename, join, parse } from 'node:path';

import type { Recipe } from '../../protocol/recipe';
import { encodePicture, formatOf } from '../imaging/encode';
import type { RegionMask } from '../imaging/mask';
import { writeResult } from '../imaging/output';
import type { Picture } from '../imaging/picture';
import type { Plan, RunParameters } from './plan';
import type { StyleMasks } from './regions';
import type { GroupWeights } from './terms';

/** A picture as a run leaves it. */
export interface Painting {
  /** [3, H, W], RGB 0..255, at the plan's full size */
  readonly data: Float32Array;
  readonly iterations: number;
  /** Those that the last step has used. */
  readonly weights: GroupWeights;
  /** Whether a person has ended it early. */
  readonly stopped: boolean;
  /** Whether a person has changed its weights. */
  readonly adjusted: boolean;
}

/**
 * Writes the result with how it was made in its metadata and with the content picture's transparency. The same run gives
 * the same bytes: no time and no date is in them.
 *
 * @returns the path, which has a number when the planned one was taken in the meantime
 */
export async function saveResult(
  plan: Plan,
  { output }: RunParameters,
  { data, iterations, weights, stopped, adjusted }: Painting,
  version: string,
): Promise<string> {
  const { width, height } = plan.scales.at(-1)!;
  const { alpha } = await plan.content.load({ width, height });
  const bytes = await encodePicture(
    { width, height, data, ...(alpha && { alpha }) },
    {
      format: formatOf(plan.out),
      metadata: {
        software: 'Stylize',
        version,
        recipe: withoutPath(withWeights(plan.recipe, weights)),
        network: { name: plan.network.description.name, sha256: plan.network.sha256 },
        content: { name: basename(plan.content.path), sha256: plan.content.sha256 },
        styles: plan.styles.map(({ path, sha256 }, index) => ({
          name: basename(path),
          sha256,
          weight: weights.mix[index]!,
          ...maskMetadata(plan.masks[index]!),
        })),
        ...(plan.initial && {
          initial: { name: basename(plan.initial.path), sha256: plan.initial.sha256 },
        }),
        device: plan.device.id,
        iterations,
        ...(stopped && { stopped }),
        ...(adjusted && { adjusted }),
      },
    },
  );
  return writeResult(bytes, plan.out, { overwrite: output.overwrite, number: output.path === undefined });
}

function maskMetadata({ mask, styleMask }: StyleMasks) {
  const told = ({ path, sha256, color }: RegionMask) => ({
    name: basename(path),
    sha256,
    ...(color !== undefined && { color }),
  });
  return { ...(mask && { mask: told(mask) }), ...(styleMask && { styleMask: told(styleMask) }) };
}

/** Writes the picture as it is after some iterations, numbered, beside the result: `name.stylized.0050.png`. */
export async function saveIteration(plan: Plan, picture: Picture, iteration: number): Promise<string> {
  const { dir, name, ext } = parse(plan.out);
  const digits = String(plan.recipe.iterations).length;
  const path = join(dir, `${name}.${String(iteration).padStart(digits, '0')}${ext}`);
  return writeResult(await encodePicture(picture, { format: formatOf(path) }), path, { number: true });
}

function withWeights(recipe: Recipe, { content, style, tv }: GroupWeights): Recipe {
  return {
    ...recipe,
    content: { ...recipe.content, weight: content },
    style: { ...recipe.style, weight: style },
    totalVariation: { ...recipe.totalVariation, weight: tv },
  };
}

/** A recipe as it may leave the machine: of a file, the name only. */
function withoutPath(recipe: Recipe): Record<string, unknown> {
  const { file, ...initial } = recipe.initial;
  const network = basename(recipe.network);
  return { ...recipe, network, initial: { ...initial, ...(file !== undefined && { file: basename(file) }) } };
}
