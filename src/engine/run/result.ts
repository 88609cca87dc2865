import { basename, join, parse } from 'node:path';

import type { Recipe } from '../../protocol/recipe';
import { encodePicture, formatOf } from '../imaging/encode';
import type { RegionMask } from '../imaging/mask';
import { writeResult } from '../imaging/output';
import type { Picture } from '../imaging/picture';
import type { Plan, RunParameters } from './plan';
import type { StyleMasks } from './regions';

/**
 * Writes the result with how it was made in its metadata and with the content picture's transparency. The same run gives
 * the same bytes: no time and no date is in them.
 *
 * @param data [3, H, W], RGB 0..255, at the plan's full size
 * @returns the path, which has a number when the planned one was taken in the meantime
 */
export async function saveResult(
  plan: Plan,
  { output, styles }: RunParameters,
  data: Float32Array,
  iterations: number,
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
        recipe: withoutPath(plan.recipe),
        network: { name: plan.network.description.name, sha256: plan.network.sha256 },
        content: { name: basename(plan.content.path), sha256: plan.content.sha256 },
        styles: plan.styles.map(({ path, sha256 }, index) => ({
          name: basename(path),
          sha256,
          weight: styles[index]!.weight,
          ...maskMetadata(plan.masks[index]!),
        })),
        device: plan.device.id,
        iterations,
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

/** A recipe as it may leave the machine: of a file, the name only. */
function withoutPath(recipe: Recipe): Record<string, unknown> {
  const { file, ...initial } = recipe.initial;
  const network = basename(recipe.network);
  return { ...recipe, network, initial: { ...initial, ...(file !== undefined && { file: basename(file) }) } };
}
