import { createHash } from 'node:crypto';
import { basename } from 'node:path';

import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';

import { StylizeError } from '../../../channel/errors';
import type { ColorSpace } from '../color-spaces/color-space';
import { readAvifColorSpace } from '../color-spaces/read-avif';
import { readExifColorSpace } from '../color-spaces/read-exif';
import { readPngColorSpace } from '../color-spaces/read-png';
import { convertToSrgb } from '../color-spaces/to-srgb';
import { readPictureFile } from '../files/file';
import type { Picture, Size } from '../picture';
import { onWhite } from '../transparency';
import { mendJpeg } from './mend-jpeg';
import { readableFormatNames, recognize, type ReadableFormat } from './signature';
import { hasHarmlessWarnings } from './tiff-warnings';

/** The most pixels that a picture may have: 16383 x 16383, sharp's own default, 0.8 GB as 8-bit RGB. */
export const maximumPixels = 0x3fff * 0x3fff;

/** How a picture is resampled while it is decoded. `nearest` makes no colour that was not there. */
export type DecodingKernel = 'lanczos3' | 'nearest';

/** A picture file whose header has been read; its pixels are decoded at each `load`. */
export interface PictureSource extends Size {
  readonly path: string;
  readonly format: ReadableFormat;
  /** SHA-256 of the file's bytes, lower-case hexadecimal. */
  readonly sha256: string;
  /**
   * The picture in sRGB, at exactly `size` (Lanczos unless told otherwise; the proportions are the caller's business) or
   * at its own size with no resampling at all. Transparent parts lie over white: the colour of paper, and what a browser or
   * a viewer shows most often. Values of 16-bit pictures keep their fractions.
   *
   * @throws StylizeError `bad-image` when the pixels are truncated or damaged.
   */
  load(size?: Size, kernel?: DecodingKernel): Promise<Picture>;
}

/**
 * Opens a PNG, JPEG, WebP, TIFF, AVIF or GIF (first frame; TIFF: first page). Width and height are those after the
 * EXIF orientation has been applied. The file is read once: its pixels are those of the hash, whatever happens to the
 * file later.
 *
 * @throws StylizeError `file-not-found`, or `bad-image` with the reason.
 */
export async function openPicture(path: string): Promise<PictureSource> {
  const bytes = await readPictureFile(path);
  const format = requireFormat(path, bytes);
  const header = await readHeader(path, bytes);
  const { width, height } = header.autoOrient;
  if (width * height > maximumPixels) {
    throw new StylizeError('bad-image', `${basename(path)} is ${width} x ${height} pixels: too large.`, {
      file: path,
      hint: `Save it smaller: at most ${(maximumPixels / 1e6).toFixed(0)} million pixels.`,
    });
  }
  // Lab with 16 bits has signed samples.
  if (!['uchar', 'ushort'].includes(header.depth) && header.space !== 'labs') {
    // The range of floating-point samples is not written in the file: any guess would be wrong for some pictures.
    throw new StylizeError('bad-image', `${basename(path)} has samples of type ${header.depth}.`, {
      file: path,
      hint: 'Save it with 8 or 16 bits a channel.',
    });
  }
  const colorSpace = readColorSpace(format, bytes, header);
  return {
    path,
    width,
    height,
    format,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    load: (size, kernel) => decode({ path, bytes, header, colorSpace }, size, kernel),
  };
}

interface OpenFile {
  readonly path: string;
  readonly bytes: Buffer;
  readonly header: Metadata;
  /** Of its samples, where it is neither sRGB nor what a profile in the file describes. */
  readonly colorSpace: ColorSpace | undefined;
}

function readColorSpace(
  format: ReadableFormat,
  bytes: Buffer,
  { hasProfile, space, exif }: Metadata,
): ColorSpace | undefined {
  if (format === 'png') return readPngColorSpace(bytes, hasProfile);
  if (hasProfile) return undefined;
  if (format === 'avif') return readAvifColorSpace(bytes);
  return exif && space === 'srgb' ? readExifColorSpace(exif) : undefined;
}

function requireFormat(path: string, bytes: Uint8Array): ReadableFormat {
  const found = recognize(bytes);
  if (found && 'format' in found) return found.format;
  throw new StylizeError('bad-image', `${basename(path)} is ${found?.refused ?? 'not a picture'}.`, {
    file: path,
    hint: `Choose, or convert it to, one of ${readableFormatNames}.`,
  });
}

async function readHeader(path: string, bytes: Buffer): Promise<Metadata> {
  try {
    // No limit here: only the header is read, and the error can then name the size.
    return await sharp(bytes, { limitInputPixels: false }).metadata();
  } catch (thrown) {
    throw damaged(path, thrown);
  }
}

async function decode(
  { path, bytes, header, colorSpace }: OpenFile,
  size: Size | undefined,
  kernel: DecodingKernel = 'lanczos3',
): Promise<Picture> {
  const attempt = async (whole: Buffer): Promise<Picture> => {
    const failOn = header.format === 'tiff' && hasHarmlessWarnings(whole) ? 'error' : 'warning';
    const options = { failOn, autoOrient: true, limitInputPixels: maximumPixels } as const;
    const pipeline = colorSpace ? unmanaged(whole, header, options) : colourManaged(whole, header, options);
    if (size) pipeline.resize({ ...size, fit: 'fill', kernel, fastShrinkOnLoad: false });
    const { data, info } = await pipeline.toBuffer({ resolveWithObject: true });
    const isWide = hasSixteenBits(header);
    // Copied: a pooled buffer may start at an odd address.
    const samples = isWide ? new Uint16Array(new Uint8Array(data).buffer) : data;
    return toPicture(samples, info.channels, isWide ? whiteOf16Bits(header) : 255, info, colorSpace);
  };
  try {
    return await attempt(bytes).catch((thrown: unknown) => {
      const mended = header.format === 'jpeg' ? mendJpeg(bytes) : bytes;
      if (mended.equals(bytes)) throw thrown;
      return attempt(mended);
    });
  } catch (thrown) {
    throw damaged(path, thrown);
  }
}

/** Whether sharp works on the picture with 16 bits: not a 16-bit CMYK or Lab one, which it brings to 8-bit sRGB. */
function hasSixteenBits({ space }: Metadata): boolean {
  return space === 'rgb16' || space === 'grey16';
}

/** Pixels in sRGB, with 3 or 4 interleaved channels: 16 bits for pictures with 16, otherwise 8. */
function colourManaged(bytes: Buffer, header: Metadata, options: SharpOptions): Sharp {
  const { space, hasProfile } = header;
  if (!hasSixteenBits(header)) return sharp(bytes, options).toColourspace('srgb').raw();
  if (!hasProfile) return sharp(bytes, options).toColourspace('rgb16').raw({ depth: 'ushort' });
  // sharp would import a 16-bit picture into Display P3 (pipeline.cc, `processingProfile`) and leave a 16-bit grey one
  // alone. Skipping the import and letting the export start from the embedded profile makes it one step, to sRGB.
  return sharp(bytes, { ...options, ignoreIcc: true })
    .toColourspace(space)
    .withIccProfile('srgb')
    .raw({ depth: 'ushort' });
}

/** The samples as they are, in what the file says its colours are. */
function unmanaged(bytes: Buffer, header: Metadata, options: SharpOptions): Sharp {
  const isWide = hasSixteenBits(header);
  return sharp(bytes, { ...options, ignoreIcc: true })
    .toColourspace(isWide ? 'rgb16' : 'srgb')
    .raw({ depth: isWide ? 'ushort' : 'uchar' });
}

/** The value of white. libvips shifts the 10 and 12 bits of an AVIF up to 16 and leaves the lowest bits zero. */
function whiteOf16Bits(header: Metadata): number {
  const bits = header.format === 'heif' ? (header.bitsPerSample ?? 16) : 16;
  return 2 ** 16 - 2 ** (16 - bits);
}

/** Interleaved samples, straight alpha, to planes over white. */
function toPicture(
  samples: Uint8Array | Uint16Array,
  channels: number,
  white: number,
  { width, height }: Size,
  colorSpace: ColorSpace | undefined,
): Picture {
  const pixels = width * height;
  const data = new Float32Array(3 * pixels);
  const alpha = channels === 4 ? new Uint8Array(pixels) : undefined;
  // Resampling overshoots the white of a shifted AVIF, never that of other formats.
  const valueAt = (index: number) => Math.min(255, (samples[index]! * 255) / white);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const first = pixel * channels;
    data[pixel] = valueAt(first);
    data[pixels + pixel] = valueAt(first + 1);
    data[2 * pixels + pixel] = valueAt(first + 2);
    if (alpha) alpha[pixel] = Math.round(valueAt(first + 3));
  }
  if (colorSpace) convertToSrgb(data, colorSpace);
  if (!alpha?.some((value) => value < 255)) return { width, height, data };
  return { width, height, data: onWhite(data, alpha), alpha, straight: data };
}

function damaged(path: string, cause: unknown): StylizeError {
  const reason = StylizeError.from(cause).message.split('\n', 1)[0]!.trim();
  // What libvips says of Lab with 8 bits, of which it reads only a packed form of its own.
  if (reason.includes('bad labq format')) {
    return new StylizeError('bad-image', `${basename(path)} is a Lab picture with 8 bits a channel.`, {
      file: path,
      hint: 'Save it in RGB, or as Lab with 16 bits.',
      cause,
    });
  }
  return new StylizeError('bad-image', `${basename(path)} is truncated or damaged (${reason}).`, {
    file: path,
    hint: 'Fetch or save the picture again, or choose another one.',
    cause,
  });
}
