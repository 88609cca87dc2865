import type { Recipe } from '../../protocol/recipe';
import type { PictureSource } from '../imaging/decode';
import type { Size } from '../imaging/picture';
import { imageNetMean } from '../network/network';
import { normalNoise } from './noise';

export interface InitialImageSources {
  readonly content: PictureSource;
  /** The first style picture. */
  readonly style: PictureSource;
  /** With `initial.image: file`. */
  readonly file: PictureSource | undefined;
}

/** The picture that a run starts from: [3, H, W], RGB 0..255, unclamped. */
export async function initialImage(
  { initial, seed }: Recipe,
  sources: InitialImageSources,
  size: Size,
): Promise<Float32Array> {
  const pixels = async (source: PictureSource) => (await source.load(size)).data;
  switch (initial.image) {
    case 'content':
      return pixels(sources.content);
    case 'style':
      return pixels(sources.style);
    case 'file':
      return pixels(sources.file!);
    case 'gray':
      return noise(size, 0, seed);
    case 'noise':
      return noise(size, initial.deviation, seed);
    case 'content-noise': {
      const content = await pixels(sources.content);
      const random = noise(size, initial.deviation, seed);
      return content.map((value, i) => (1 - initial.noise) * value + initial.noise * random[i]!);
    }
  }
}

/** Normal noise around ImageNet's mean colour: zero to the network, a middle gray to the eye. */
function noise({ width, height }: Size, deviation: number, seed: number): Float32Array {
  const plane = width * height;
  return normalNoise(3 * plane, seed).map(
    (value, i) => imageNetMean[Math.floor(i / plane)]! + deviation * value,
  );
}
