import { basename, join, parse } from 'node:path';

import { fileName, withPaths } from '../../recipe/files';
import type { Weights } from '../../recipe/live';
import type { Recipe } from '../../recipe/recipe';
import { applySettings } from '../../recipe/values/settings';
import type { PictureSource } from '../imaging/decoding/decode';
import { encodePicture, formatOf } from '../imaging/encoding/encode';
import type { ResultMetadata } from '../imaging/encoding/metadata';
import { writeResult } from '../imaging/files/output';
import type { RegionMask } from '../imaging/masks/mask';
import type { Picture, Size } from '../imaging/picture';
import { resample } from '../imaging/resample';
import { withTransparencyOf } from '../imaging/transparency';
import type { StyleMasks } from '../objective/regions';
import type { Plan, RunParameters } from '../plan/plan';

/** A picture as a run leaves it, at the plan's full size or that of the scale to which it came, with its colours finished. */
export interface Result extends Size {
  /** [3, H, W], RGB 0..255 */
  readonly data: Float32Array;
  readonly iterations: number;
  /** Those that the last step has used. */
  readonly weights: Weights;
  /** Whether a person has ended it early. */
  readonly stopped: boolean;
  /** Whether a person has changed its weights. */
  readonly adjusted: boolean;
}

/**
 * The file of a result, with the content picture's transparency and, unless the request says otherwise, with how it was
 * made in its metadata. The same run gives the same bytes: no time and no date is in them.
 */
export async function encodeResult(
  plan: Plan,
  { output }: Pick<RunParameters, 'output'>,
  result: Result,
  version: string,
): Promise<Uint8Array> {
  const { width, height, data } = result;
  const content = await plan.original.load({ width, height });
  return encodePicture(withTransparencyOf(content, data), {
    format: formatOf(plan.out),
    ...(output.metadata && { metadata: metadataOf(plan, result, version) }),
  });
}

/** @returns the path, which has a number when the planned one was taken in the meantime */
export function saveResult(
  plan: Plan,
  { output }: Pick<RunParameters, 'output'>,
  bytes: Uint8Array,
): Promise<string> {
  return writeResult(bytes, plan.out, { overwrite: output.overwrite, number: output.path === undefined });
}

/** How a result was made. Files are told by their names and hashes: no folder of this machine is in it. */
function metadataOf(
  plan: Plan,
  { iterations, weights, stopped, adjusted }: Result,
  version: string,
): ResultMetadata {
  const { mix, ...changed } = weights;
  return {
    software: 'Stylize',
    version,
    recipe: withoutFolders(applySettings(plan.recipe, changed)),
    network: { name: fileName(plan.network.description.name), sha256: plan.network.sha256 },
    content: source(plan.content),
    styles: plan.styles.map((style, index) => ({
      ...source(style),
      weight: mix[index]!,
      ...maskMetadata(plan.masks[index]!),
    })),
    ...(plan.initial && { initial: source(plan.initial) }),
    device: plan.device.id,
    iterations,
    ...(stopped && { stopped }),
    ...(adjusted && { adjusted }),
  };
}

const source = ({ path, sha256 }: Pick<PictureSource, 'path' | 'sha256'>) => ({
  name: basename(path),
  sha256,
});

function maskMetadata({ mask, styleMask }: StyleMasks) {
  const told = (region: RegionMask) => ({
    ...source(region),
    ...(region.color !== undefined && { color: region.color }),
  });
  return { ...(mask && { mask: told(mask) }), ...(styleMask && { styleMask: told(styleMask) }) };
}

/**
 * Writes the picture of an iteration, numbered, beside the result: `name.stylized.0050.png`. At every scale it has the
 * size of the result, so that the pictures make a film.
 */
export async function saveIteration(
  plan: Plan,
  { output }: Pick<RunParameters, 'output'>,
  picture: Picture,
  iteration: number,
): Promise<string> {
  const { dir, name, ext } = parse(plan.out);
  const digits = String(plan.outline.iterations).length;
  const path = join(dir, `${name}.${String(iteration).padStart(digits, '0')}${ext}`);
  const bytes = await encodePicture(atFullSize(plan, picture), { format: formatOf(path) });
  return writeResult(bytes, path, output.overwrite ? { overwrite: true } : { number: true });
}

/** A picture at the size of the plan's result. */
export function atFullSize({ scales }: Plan, picture: Picture): Picture {
  const { width, height } = scales.at(-1)!;
  if (picture.width === width && picture.height === height) return picture;
  return { width, height, data: resample(picture.data, 3, picture, { width, height }, 'bicubic') };
}

/** A recipe as it may leave the machine: of files the names only, also where its texts mention them. */
function withoutFolders({ name, title, description, ...recipe }: Recipe): Record<string, unknown> {
  return {
    name: withoutPaths(name),
    title: withoutPaths(title),
    description: withoutPaths(description),
    ...withPaths(recipe, fileName),
  };
}

/** A text in which every absolute path has become the name at its end. */
const withoutPaths = (text: string): string =>
  text.replace(/(?<![^\s"'`(=])(?:file:|[a-z]:)?[/\\](?:[^\s/\\]*[/\\])+(?=[^\s/\\])/gi, '');
