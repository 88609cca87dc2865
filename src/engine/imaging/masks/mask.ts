import { basename } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Mask } from '../../../contracts/engine';
import { openPicture, type PictureSource } from '../decoding/decode';
import type { Picture, Size } from '../picture';
import { resample } from '../resample';
import { colorCoverage } from './mask-colors';

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
  requireBounds(source, picture);
  const pixels = await source.load(decodingSize(source, size), 'nearest');
  const data =
    mask.color === undefined
      ? grayCoverage(source, pixels)
      : colorCoverage(source, pixels, mask.color, colors);
  const coverage = resizeCoverage({ width: pixels.width, height: pixels.height, data }, size);
  if (isEmpty(coverage)) {
    throw new StylizeError('usage', l10n.t`The mask ${basename(mask.path)} is black all over.`, {
      file: mask.path,
      hint: l10n.t`Paint the parts white that should have the style.`,
    });
  }
  const { path, sha256 } = source;
  return { path, sha256, ...(mask.color !== undefined && { color: mask.color }), coverage };
}

/** A mask larger than its picture is taken up to this many pixels: as large as those that people paint on. */
const mostPixels = 64e6;

/** @throws StylizeError `usage` for a mask so large that reading it costs more than the picture does */
function requireBounds(mask: PictureSource, picture: PictureSource): void {
  const pixels = ({ width, height }: Size) => width * height;
  if (pixels(mask) <= Math.max(mostPixels, pixels(picture))) return;
  throw new StylizeError(
    'usage',
    l10n.t`The mask ${basename(mask.path)} is ${mask.width}×${mask.height} pixels: larger than its picture.`,
    { file: mask.path, hint: l10n.t`Save it at the size of ${basename(picture.path)} or smaller.` },
  );
}

/** So many pixels of a mask, along each side, make one of the coverage: enough for edges that are as soft as they look. */
const detail = 4;
/** Unless that would be more than these. */
const mostDecoded = 16e6;

/** The size at which a mask is decoded for a coverage: its own, unless that is more than can be seen in the coverage. */
function decodingSize(mask: Size, coverage: Size): Size | undefined {
  const { width, height } = coverage;
  const factor = Math.max(1, Math.min(detail, Math.sqrt(mostDecoded / (width * height))));
  const largest = { width: Math.round(factor * width), height: Math.round(factor * height) };
  if (mask.width <= largest.width && mask.height <= largest.height) return undefined;
  return {
    width: Math.min(mask.width, largest.width),
    height: Math.min(mask.height, largest.height),
  };
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
    l10n.t`The mask ${basename(mask.path)} has another shape than ${basename(picture.path)}: ${dimensions(mask)} for ${dimensions(picture)}.`,
    {
      file: mask.path,
      hint: l10n.t`Paint the mask on a copy of the picture, of any size, and do not crop it.`,
    },
  );
}

/** So far apart are the channels of a pixel that is coloured beyond what a camera or a converter does to a grey one. */
const colorful = 64;

/** The mask's luminance (ITU-R BT.601); what is transparent is outside. */
function grayCoverage({ path }: PictureSource, { data, alpha }: Picture): Float32Array {
  const plane = data.length / 3;
  const coverage = new Float32Array(plane);
  let colored = 0;
  for (let i = 0; i < plane; i++) {
    const [r, g, b] = [data[i]!, data[plane + i]!, data[2 * plane + i]!];
    if (Math.max(r, g, b) - Math.min(r, g, b) > colorful) colored++;
    // A decoded picture lies over white.
    const lightOfPaper = alpha ? 255 - alpha[i]! : 0;
    const luminance = 0.299 * r + 0.587 * g + 0.114 * b - lightOfPaper;
    coverage[i] = Math.min(1, Math.max(0, luminance / 255));
  }
  if (colored <= plane / 100) return coverage;
  throw new StylizeError('usage', l10n.t`The mask ${basename(path)} is coloured, and no colour is named.`, {
    file: path,
    hint: l10n.t`Name the colour of the region as #rrggbb, or paint the mask in black and white.`,
  });
}
