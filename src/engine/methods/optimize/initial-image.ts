import type { OptimizeRecipe } from '../../../recipe/recipe';
import type { PictureSource } from '../../imaging/decoding/decode';
import type { Size } from '../../imaging/picture';
import type { NetworkDescription } from '../../network/network';
import { colorUnit } from '../../objective/units';
import { clamp } from '../../optimizers/vectors';
import { randomNoise } from './noise';

export interface InitialImageSources {
  readonly content: PictureSource;
  /** The first style picture. */
  readonly style: PictureSource;
  /** With `initial.image: file`. */
  readonly file: PictureSource | undefined;
}

/**
 * The picture that a run starts from: [3, H, W], RGB 0..255, beyond that range where the recipe does not clamp.
 *
 * @param input the network's own convention, whose mean is the gray around which noise lies
 */
export async function initialImage(
  recipe: OptimizeRecipe,
  input: NetworkDescription['input'],
  sources: InitialImageSources,
  size: Size,
): Promise<Float32Array> {
  const picture = await unclamped(recipe, input, sources, size);
  if (recipe.clamp) clamp(picture, { low: 0, high: 255 });
  return picture;
}

async function unclamped(
  recipe: OptimizeRecipe,
  input: NetworkDescription['input'],
  sources: InitialImageSources,
  size: Size,
): Promise<Float32Array> {
  const { initial } = recipe;
  const pixels = async (source: PictureSource) => (await source.load(size)).data;
  const noise = () => noiseOf(recipe, size);
  const gray = () => grayPicture(recipe, input, size);
  switch (initial.image) {
    case 'content':
      return pixels(sources.content);
    case 'style':
      return pixels(sources.style);
    case 'file':
      return pixels(sources.file!);
    case 'gray':
      return gray();
    case 'noise':
      return mixed(gray(), 1, noise(), 1);
    case 'noisy-content':
      return mixed(await pixels(sources.content), 1, noise(), 1);
    case 'content-noise':
      return mixed(
        await pixels(sources.content),
        1 - initial.noise,
        mixed(gray(), 1, noise(), 1),
        initial.noise,
      );
  }
}

/** What the network takes for zero, to the eye a middle gray; between black and white where it has no such convention. */
function grayPicture(
  { input }: OptimizeRecipe,
  { mean }: NetworkDescription['input'],
  size: Size,
): Float32Array {
  const plane = size.width * size.height;
  const gray = (i: number) => (input === 'unit' ? 127.5 : mean[Math.floor(i / plane)]!);
  return new Float32Array(3 * plane).map((_, i) => gray(i));
}

function noiseOf(recipe: OptimizeRecipe, { width, height }: Size): Float32Array {
  const { distribution, deviation } = recipe.initial;
  const strength = deviation * colorUnit(recipe);
  return randomNoise(distribution, 3 * width * height, recipe.seed).map((value) => strength * value);
}

const mixed = (a: Float32Array, ofA: number, b: Float32Array, ofB: number) =>
  a.map((value, i) => ofA * value + ofB * b[i]!);
