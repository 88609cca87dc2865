import { basename } from 'node:path';

import sharp, { type Metadata, type Sharp, type SharpOptions } from 'sharp';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { ColorSpace } from '../../imaging/color-spaces/color-space';
import { readAvifColorSpace } from '../../imaging/color-spaces/read-avif';
import { readExifColorSpace } from '../../imaging/color-spaces/read-exif';
import { readPngColorSpace } from '../../imaging/color-spaces/read-png';
import { convertToSrgb } from '../../imaging/color-spaces/to-srgb';
import { mendJpeg } from '../../imaging/decoding/mend-jpeg';
import { hasHarmlessWarnings } from '../../imaging/decoding/tiff-warnings';
import type { Picture, Size } from '../../imaging/picture';
import { onWhite } from '../../imaging/transparency';
import type { DecodingKernel, OpenPicture, PictureFile, ReadableFormat } from '../../platform/pictures';

/** The most pixels that a picture may have: 16383 x 16383, sharp's own default, 0.8 GB as 8-bit RGB. */
export const maximumPixels = 0x3fff * 0x3fff;

/** `Pictures.open` by sharp. */
export async function openPictureFile({ path, bytes: given, format }: PictureFile): Promise<OpenPicture> {
  const bytes = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
  const header = await readHeader(path, bytes);
  const { width, height } = header.autoOrient;
  if (width * height > maximumPixels) {
    throw new StylizeError(
      'bad-image',
      l10n.t`${basename(path)} is ${width} x ${height} pixels: too large.`,
      {
        file: path,
        hint: l10n.t`Save it smaller: at most ${(maximumPixels / 1e6).toFixed(0)} million pixels.`,
      },
    );
  }
  // Lab with 16 bits has signed samples.
  if (!['uchar', 'ushort'].includes(header.depth) && header.space !== 'labs') {
    // The range of floating-point samples is not written in the file: any guess would be wrong for some pictures.
    throw new StylizeError('bad-image', l10n.t`${basename(path)} has samples of type ${header.depth}.`, {
      file: path,
      hint: l10n.t`Save it with 8 or 16 bits a channel.`,
    });
  }
  const colorSpace = readColorSpace(format, bytes, header);
  return {
    width,
    height,
    load: (size, kernel) => decode({ path, bytes, header, colorSpace }, size, kernel),
  };
}

/** `Pictures.readXmp` by sharp. */
export async function readXmp(bytes: Uint8Array): Promise<string | undefined> {
  const { xmp } = await sharp(bytes, { limitInputPixels: false }).metadata();
  return xmp?.toString('utf8');
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
    return new StylizeError('bad-image', l10n.t`${basename(path)} is a Lab picture with 8 bits a channel.`, {
      file: path,
      hint: l10n.t`Save it in RGB, or as Lab with 16 bits.`,
      cause,
    });
  }
  return new StylizeError('bad-image', l10n.t`${basename(path)} is truncated or damaged (${reason}).`, {
    file: path,
    hint: l10n.t`Fetch or save the picture again, or choose another one.`,
    cause,
  });
}
