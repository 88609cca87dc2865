import { extname } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { EncodingOptions, Pixels, WritableFormat } from '../../platform/pictures';
import { platform } from '../../platform/platform';
import type { Picture } from '../picture';
import { toExif, toXmp, type ResultMetadata } from './metadata';

/** The formats that a result can have. */
export const writableFormats = [
  'png',
  'jpeg',
  'webp',
  'tiff',
  'avif',
] as const satisfies readonly WritableFormat[];

const extensions: Readonly<Record<string, WritableFormat>> = {
  '.png': 'png',
  '.jpg': 'jpeg',
  '.jpeg': 'jpeg',
  '.webp': 'webp',
  '.tif': 'tiff',
  '.tiff': 'tiff',
  '.avif': 'avif',
};

/**
 * The format that a file's extension names.
 *
 * @throws StylizeError `usage` for any other extension, or none.
 */
export function formatOf(path: string): WritableFormat {
  const extension = extname(path);
  const format = extensions[extension.toLowerCase()];
  if (format) return format;
  throw new StylizeError(
    'usage',
    extension === ''
      ? l10n.t`The result has no file extension.`
      : l10n.t`A result cannot be written as ${extension}.`,
    { file: path, hint: l10n.t`Use one of ${Object.keys(extensions).join(', ')}.` },
  );
}

/** The longest side that a format can store. */
const longestSide: Readonly<Partial<Record<WritableFormat, number>>> = {
  jpeg: 65500,
  webp: 16383,
  avif: 16384,
};

/**
 * The bytes of a picture file in sRGB, 8 bits a channel; values are rounded, and clamped to 0..255. Transparency is
 * kept, except in JPEG, where the picture comes to lie on white.
 *
 * @param options.metadata embedded as XMP in every format and, in short, as EXIF in all but TIFF. JPEG has room for 64 KB
 *   of XMP; what is larger is left out, never cut.
 * @throws StylizeError `usage` when the picture is too long for the format, `internal` when encoding fails.
 */
export async function encodePicture(
  picture: Picture,
  { format, metadata }: { readonly format: WritableFormat; readonly metadata?: ResultMetadata },
): Promise<Uint8Array> {
  return encodePixels(interleaved(picture), {
    format,
    ...(metadata && { metadata: { exif: toExif(metadata), xmp: toXmp(metadata) } }),
  });
}

/** The bytes of a picture file. Throws as `encodePicture`. */
export async function encodePixels(pixels: Pixels, options: EncodingOptions): Promise<Uint8Array> {
  const { format } = options;
  if (Math.max(pixels.width, pixels.height) > (longestSide[format] ?? Infinity)) {
    throw new StylizeError(
      'usage',
      l10n.t`A ${format} file holds at most ${longestSide[format]!} pixels a side.`,
      {
        hint: l10n.t`Write the result as .png or .tiff.`,
      },
    );
  }
  return platform().pictures.encode(pixels, options);
}

/** The samples of a picture, RGB of any range, as a file has them: clamped to 0..255 and rounded to 8 bits. */
export const writtenSamples = (data: Float32Array): Float32Array =>
  Float32Array.from(Uint8ClampedArray.from(data));

/** A picture with 8 bits a channel, with its transparency. */
export function interleaved(picture: Picture): Pixels {
  const { width, height, data, alpha } = picture;
  const channels = alpha ? 4 : 3;
  const pixels = width * height;
  const samples = new Uint8ClampedArray(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const first = pixel * channels;
    // A clamped array rounds and clamps what is assigned to it.
    samples[first] = data[pixel]!;
    samples[first + 1] = data[pixels + pixel]!;
    samples[first + 2] = data[2 * pixels + pixel]!;
    if (alpha) samples[first + 3] = alpha[pixel]!;
  }
  return { width, height, channels, data: samples };
}
