import sharp, { type Sharp } from 'sharp';

import { StylizeError } from '../../../channel/errors';
import type { EncodingOptions, Pixels, WritableFormat } from '../../platform/pictures';

/** Settings at which a person sees no loss in a painting. WebP has no full-resolution colour: it gets sharp chroma. */
const encoders: Readonly<Record<WritableFormat, (image: Sharp) => Sharp>> = {
  png: (image) => image.png(),
  jpeg: (image) => image.flatten({ background: 'white' }).jpeg({ quality: 95, chromaSubsampling: '4:4:4' }),
  webp: (image) => image.webp({ quality: 95, smartSubsample: true }),
  tiff: (image) => image.tiff({ compression: 'lzw', predictor: 'horizontal' }),
  avif: (image) => image.avif({ quality: 70, chromaSubsampling: '4:4:4' }),
};

/** `Pictures.encode` by sharp. */
export async function encodePixels(
  { data, width, height, channels }: Pixels,
  { format, metadata }: EncodingOptions,
): Promise<Uint8Array> {
  const image = sharp(data, { raw: { width, height, channels } });
  if (metadata) image.withExif({ IFD0: metadata.exif }).withXmp(metadata.xmp);
  try {
    return await encoders[format](image.withIccProfile('srgb')).toBuffer();
  } catch (thrown) {
    throw StylizeError.from(thrown);
  }
}
