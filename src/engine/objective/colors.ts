import type { ColorMethod } from '../../recipe/schema/conventions';
import { histogramMatch } from '../imaging/colors/histogram-match';
import { linearMatch } from '../imaging/colors/linear-match';
import { grayPicture, luminanceOf, withChromaOf } from '../imaging/colors/luminance';
import { luminanceMatch } from '../imaging/colors/luminance-match';
import { chromaTransfer } from '../imaging/colors/oklab';
import { oklabMatch, oklabStatistics } from '../imaging/colors/oklab-match';
import { recolored, type Recoloring } from '../imaging/colors/recoloring';
import type { PictureSource } from '../imaging/decoding/decode';
import type { Picture, Size } from '../imaging/picture';
import { fitSize } from '../imaging/size';

/*
 * What a recipe's `colors` does to a run: to the pictures that the network sees, to the picture in the making, and to
 * what is shown and saved of it.
 */

/** What is done to a style picture before the network sees it, given the content. */
const styleMatches: Readonly<Partial<Record<ColorMethod, (content: Picture) => Recoloring>>> = {
  luminance: luminanceMatch,
  'match-cholesky': (content) => linearMatch('cholesky', content),
  'match-pca': (content) => linearMatch('pca', content),
  'match-symmetric': (content) => linearMatch('symmetric', content),
  'match-histogram': histogramMatch,
};

interface RunPictures {
  readonly content: PictureSource;
  readonly styles: readonly PictureSource[];
}

/**
 * The pictures as the network is to see them. Each style is matched on its own.
 *
 * @param size of the content at which its colours are taken
 */
export async function recoloredPictures(
  method: ColorMethod,
  { content, styles }: RunPictures,
  size: Size,
): Promise<RunPictures> {
  const match = styleMatches[method]?.(await content.load(size));
  return {
    content: method === 'luminance' ? recolored(content, ({ data }) => withoutChroma(data)) : content,
    styles: match ? styles.map((style) => recolored(style, match)) : styles,
  };
}

/** Of a run that paints in luminance alone, a picture that it can paint; of any other the picture as it is. */
export function paintable(method: ColorMethod, picture: Float32Array): Float32Array {
  return method === 'luminance' ? withoutChroma(picture) : picture;
}

const withoutChroma = (picture: Float32Array): Float32Array => grayPicture(luminanceOf(picture));

/** A gradient that leaves what is paintable paintable: with `luminance`, gray pictures gray. */
export function paintableGradient(method: ColorMethod, gradient: Float32Array): Float32Array {
  return method === 'luminance' ? grayPicture(channelMean(gradient)) : gradient;
}

/** The orthogonal projection of a gradient on gray pictures has this in every channel. */
function channelMean(gradient: Float32Array): Float32Array {
  const plane = gradient.length / 3;
  return Float32Array.from(
    { length: plane },
    (_, i) => (gradient[i]! + gradient[plane + i]! + gradient[2 * plane + i]!) / 3,
  );
}

/** What is done to a run's pictures before anybody sees them; the optimiser goes on with the picture as it is. */
export class Finisher {
  readonly #method: ColorMethod;
  readonly #pictures: RunPictures;
  readonly #mix: readonly number[];
  /** Of the size that was asked for last. */
  #recoloring: { readonly size: Size; readonly recolor: Promise<Recolor> } | undefined;

  /**
   * @param pictures with their own colours
   * @param mix how much there is of each style; only the ratios count
   */
  constructor(method: ColorMethod, pictures: RunPictures, mix: readonly number[]) {
    this.#method = method;
    this.#pictures = pictures;
    this.#mix = mix;
  }

  async finish({ width, height, data }: Picture): Promise<Picture> {
    if (this.#recoloring?.size.width !== width || this.#recoloring.size.height !== height) {
      const size = { width, height };
      this.#recoloring = { size, recolor: this.#recolorAt(size) };
    }
    try {
      const recolor = await this.#recoloring.recolor;
      return { width, height, data: recolor(data) };
    } catch (thrown) {
      this.#recoloring = undefined;
      throw thrown;
    }
  }

  async #recolorAt(size: Size): Promise<Recolor> {
    const { content, styles } = this.#pictures;
    switch (this.#method) {
      case 'style-chroma':
      case 'style-oklab': {
        const axes = this.#method === 'style-oklab' ? 'all' : 'chroma';
        const sum = this.#mix.reduce((a, b) => a + b, 0);
        const shares = this.#mix.map((weight) => (sum > 0 ? weight / sum : 1 / styles.length));
        const load = (style: PictureSource) =>
          style.load(fitSize(style, Math.max(size.width, size.height), 'longest'));
        return oklabMatch(axes, oklabStatistics(axes, await Promise.all(styles.map(load)), shares));
      }
      case 'content':
        return chromaTransfer((await content.load(size)).data);
      case 'content-ycbcr':
      case 'luminance': {
        const { data } = await content.load(size);
        return (picture) => withChromaOf(picture, data);
      }
      default:
        return (picture) => picture;
    }
  }
}

type Recolor = (picture: Float32Array) => Float32Array;
