import sharp from 'sharp';

import type { PictureSource } from '../decoding/decode';
import { toSharp } from '../encoding/encode';
import type { Size } from '../picture';

/** Pixels, 8 bits a channel, as sharp composes them. */
export interface Drawn {
  readonly input: Buffer;
  readonly raw: Size & { readonly channels: 3 | 4 };
}

/** A picture at a size; what is transparent in it lies on white. */
export async function drawPicture(source: PictureSource, size: Size): Promise<Drawn> {
  const { width, height, data } = await source.load(size);
  return {
    input: await toSharp({ width, height, data }).raw().toBuffer(),
    raw: { width, height, channels: 3 },
  };
}

/** A sheet of one colour with other things on it. */
export async function drawOn(
  { width, height }: Size,
  background: string,
  things: readonly (Drawn & { readonly left: number; readonly top: number })[],
): Promise<Drawn> {
  const input = await sharp({ create: { width, height, channels: 3, background } })
    .composite([...things])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { input, raw: { width, height, channels: 3 } };
}
