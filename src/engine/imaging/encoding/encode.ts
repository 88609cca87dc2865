import { extname } from 'node:path';

import sharp, { type Sharp } from 'sharp';

import { StylizeError } from '../../../channel/errors';
import type { Picture, Size } from '../picture';
import { toExif, toXmp, type ResultMetadata } from './metadata';

/** The formats that a result can have. */
export const writableFormats = ['png', 'jpeg', 'webp', 'tiff', 'avif'] as const;

export type WritableFormat = (typeof writableFormats)[number];

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
    extension === '' ? 'The result has no file extension.' : `A result cannot be written as ${extension}.`,
    { file: path, hint: `Use one of ${Object.keys(extensions).join(', ')}.` },
  );
}

/** Settings at which a person sees no loss in a painting. WebP has no full-resolution colour: it gets sharp chroma. */
const encoders: Readonly<Record<WritableFormat, (image: Sharp) => Sharp>> = {
  png: (image) => image.png(),
  jpeg: (image) => image.flatten({ background: 'white' }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  webp: (image) => image.webp({ quality: 95, smartSubsample: true }),
  tiff: (image) => image.tiff({ compression: 'lzw', predictor: 'horizontal' }),
  avif: (image) => image.avif({ quality: 70, chromaSubsampling: '4:4:4' }),
};

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
): Promise<Buffer> {
  const image = toSharp(picture);
  if (metadata) image.withExif({ IFD0: toExif(metadata) }).withXmp(toXmp(metadata));
  return encodeImage(image, picture, format);
}

/** The bytes of a picture file, in sRGB; `size` is the image's. Throws as `encodePicture`. */
export async function encodeImage(image: Sharp, size: Size, format: WritableFormat): Promise<Buffer> {
  const limit = longestSide[format] ?? Infinity;
  if (Math.max(size.width, size.height) > limit) {
    throw new StylizeError('usage', `A ${format} file holds at most ${limit} pixels a side.`, {
      hint: 'Write the result as .png or .tiff.',
    });
  }
  try {
    return await encoders[format](image.withIccProfile('srgb')).toBuffer();
  } catch (thrown) {
    throw StylizeError.from(thrown);
  }
}

/** The samples of a picture, RGB of any range, as a file has them: clamped to 0..255 and rounded to 8 bits. */
export const writtenSamples = (data: Float32Array): Float32Array =>
  Float32Array.from(Uint8ClampedArray.from(data));

/** A picture for sharp: 8 bits a channel, with its transparency. */
export function toSharp(picture: Picture): Sharp {
  const { width, height } = picture;
  const channels = picture.alpha ? 4 : 3;
  return sharp(interleave(picture, channels), { raw: { width, height, channels } });
}

function interleave(picture: Picture, channels: 3 | 4): Uint8ClampedArray {
  const { width, height, data, alpha } = picture;
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
  return samples;
}
