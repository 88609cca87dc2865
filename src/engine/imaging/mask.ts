import { basename } from 'node:path';

import type { Mask } from '../../protocol/engine';
import { StylizeError } from '../../protocol/errors';
import { openPicture, type PictureSource } from './decode';
import type { Picture, Size } from './picture';
import { resample } from './resample';

/** How much of each pixel of a picture a region covers: [H, W], from 0, outside, to 1, inside. */
export interface Coverage extends Size {
  readonly data: Float32Array;
}

/** A mask picture that has been read. */
export interface RegionMask {
  readonly path: string;
  /** SHA-256 of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /** `#rrggbb`, when the region is what has this colour. */
  readonly color?: string;
  readonly coverage: Coverage;
}

/** Up to it, the darkest grey that a person can tell from black, a pixel counts as black. */
const leastCoverage = 5 / 255;

export const isEmpty = ({ data }: Coverage): boolean => !data.some((value) => value > leastCoverage);

/**
 * Reads the region of a mask picture.
 *
 * @param colors all colours that a request names for the same mask picture, this mask's among them
 * @param picture what the mask is laid over; its proportions must be the mask's
 * @param size of the coverage, usually smaller than the pictures
 * @throws StylizeError `usage` when the region is empty, when mask and picture differ in their proportions, or when the
 *   mask is coloured and no colour is named; `file-not-found`, `bad-image`
 */
export async function readMask(
  mask: Mask,
  colors: readonly string[],
  picture: PictureSource,
  size: Size,
): Promise<RegionMask> {
  const source = await openPicture(mask.path);
  requireSameShape(source, picture);
  const data =
    mask.color === undefined
      ? await grayCoverage(source, size)
      : await colorCoverage(source, size, mask.color, colors);
  const coverage = { ...size, data };
  if (isEmpty(coverage)) {
    throw new StylizeError('usage', `The mask ${basename(mask.path)} is black all over.`, {
      file: mask.path,
      hint: 'Paint white what shall have the style.',
    });
  }
  const { path, sha256 } = source;
  return { path, sha256, ...(mask.color !== undefined && { color: mask.color }), coverage };
}

/** A coverage at another size: the mean of what a pixel covers when it shrinks. */
export function resizeCoverage(coverage: Coverage, size: Size): Coverage {
  if (coverage.width === size.width && coverage.height === size.height) return coverage;
  const { width, height } = size;
  return { width, height, data: resample(coverage.data, 1, coverage, size, 'bilinear') };
}

/** Proportions may differ by this much, or by a pixel: what is left of them when a small copy was painted on. */
const shapeTolerance = 0.02;

function requireSameShape(mask: PictureSource, picture: PictureSource): void {
  const expected = (mask.width * picture.height) / picture.width;
  if (Math.abs(mask.height - expected) <= Math.max(1, shapeTolerance * expected)) return;
  const dimensions = ({ width, height }: Size) => `${width}×${height}`;
  throw new StylizeError(
    'usage',
    `The mask ${basename(mask.path)} has another shape than ${basename(picture.path)}: ${dimensions(mask)} for ${dimensions(picture)}.`,
    { file: mask.path, hint: 'Paint the mask on a copy of the picture, of any size, and do not crop it.' },
  );
}

/** The mask's luminance (ITU-R BT.601); what is transparent is outside. */
async function grayCoverage(source: PictureSource, size: Size): Promise<Float32Array> {
  const { data, alpha } = await source.load(size);
  const plane = size.width * size.height;
  requireGray(source, data);
  return Float32Array.from({ length: plane }, (_, i) => {
    const luminance = 0.299 * data[i]! + 0.587 * data[plane + i]! + 0.114 * data[2 * plane + i]!;
    // A decoded picture lies over white.
    const lightOfPaper = alpha ? 255 - alpha[i]! : 0;
    return Math.min(1, Math.max(0, (luminance - lightOfPaper) / 255));
  });
}

/** So far apart are the channels of a pixel that is coloured beyond what a camera or a converter does to a grey one. */
const colorful = 64;

function requireGray({ path }: PictureSource, data: Float32Array): void {
  const plane = data.length / 3;
  let colored = 0;
  for (let i = 0; i < plane; i++) {
    const [r, g, b] = [data[i]!, data[plane + i]!, data[2 * plane + i]!];
    if (Math.max(r, g, b) - Math.min(r, g, b) > colorful) colored++;
  }
  if (colored <= plane / 100) return;
  throw new StylizeError('usage', `The mask ${basename(path)} is coloured, and no colour is named.`, {
    file: path,
    hint: 'Name the colour of the region as #rrggbb, or paint the mask in black and white.',
  });
}

type Color = readonly [red: number, green: number, blue: number];

/**
 * Distance in RGB up to which a pixel has a colour: enough for JPEG and for a red that is not quite the red of another
 * program, and less than between colours that are told apart at a glance.
 */
const colorTolerance = 64;

/** 1 where the nearest of `colors` is `color`, and near enough. Decided pixel by pixel, before anything is resampled. */
async function colorCoverage(
  source: PictureSource,
  size: Size,
  color: string,
  colors: readonly string[],
): Promise<Float32Array> {
  const picture = await source.load();
  const own = parseColor(color);
  const others = colors.map(parseColor).filter((other) => distance(other, own) > 0);
  const inside = (pixel: Color): boolean => {
    const toOwn = distance(pixel, own);
    return toOwn <= colorTolerance && others.every((other) => distance(pixel, other) > toOwn);
  };
  const data = Float32Array.from({ length: picture.width * picture.height }, (_, i) =>
    Number(!isTransparent(picture, i) && inside(pixelOf(picture, i))),
  );
  if (!data.includes(1)) {
    throw new StylizeError('usage', `Nothing in the mask ${basename(source.path)} has the colour ${color}.`, {
      file: source.path,
      hint: `Its main colours are ${mainColors(picture).join(', ')}.`,
    });
  }
  const { width, height } = picture;
  return resizeCoverage({ width, height, data }, size).data;
}

const isTransparent = ({ alpha }: Picture, i: number) => alpha !== undefined && alpha[i]! < 128;

function pixelOf({ data }: Picture, i: number): Color {
  const plane = data.length / 3;
  return [data[i]!, data[plane + i]!, data[2 * plane + i]!];
}

const distance = (a: Color, b: Color): number => Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);

function parseColor(text: string): Color {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** A picture's most frequent colours, as #rrggbb, at most five, found by looking at some ten thousand pixels. */
function mainColors(picture: Picture): string[] {
  const counts = new Map<string, number>();
  const pixels = picture.width * picture.height;
  for (let i = 0; i < pixels; i += Math.ceil(pixels / 50_000)) {
    const hex = pixelOf(picture, i).map((value) => Math.round(value).toString(16).padStart(2, '0'));
    const key = `#${hex.join('')}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([color]) => color);
}
