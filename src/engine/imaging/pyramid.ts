import type { Size } from './picture';
import { resample, resampleAdjoint } from './resample';

/** Most levels of details, from the finest on, as in Kolkin et al. 2022. */
const mostLevels = 8;
const channels = 3;

/**
 * Pictures of one size as Laplacian pyramids (Burt & Adelson 1983, The Laplacian Pyramid as a Compact Image Code): the
 * details of each level, which the next one of half the size lacks, and what is left in the end. All levels lie in one
 * vector, the finest first.
 */
export class LaplacianPyramid {
  /** Of the levels, the last of which is what is left. */
  readonly #sizes: readonly Size[];

  constructor(size: Size) {
    const sizes = [size];
    for (let { width, height } = size; sizes.length <= mostLevels && Math.min(width, height) >= 4;) {
      [width, height] = [Math.floor(width / 2), Math.floor(height / 2)];
      sizes.push({ width, height });
    }
    this.#sizes = sizes;
  }

  /**
   * The coefficients of a picture.
   *
   * @param picture [3, H, W]
   */
  split(picture: Float32Array): Float32Array {
    const levels: Float32Array[] = [];
    let rest = picture;
    for (const [size, next] of this.#steps()) {
      const smaller = resample(rest, channels, size, next, 'bilinear');
      const coarse = resample(smaller, channels, next, size, 'bilinear');
      levels.push(rest.map((value, i) => value - coarse[i]!));
      rest = smaller;
    }
    return joined([...levels, rest]);
  }

  /** The picture, [3, H, W], of coefficients: a copy, but for a picture too small to have levels. */
  collapse(coefficients: Float32Array): Float32Array {
    const levels = this.#levels(coefficients);
    let picture: Float32Array = levels.at(-1)!;
    for (const [index, [size, next]] of [...this.#steps().entries()].reverse()) {
      picture = resample(picture, channels, next, size, 'bilinear');
      const details = levels[index]!;
      for (let i = 0; i < picture.length; i++) picture[i]! += details[i]!;
    }
    return picture;
  }

  /**
   * The gradient of a loss with respect to the coefficients.
   *
   * @param gradient with respect to the picture, [3, H, W]
   */
  gradient(gradient: Float32Array): Float32Array {
    const levels = [gradient];
    for (const [size, next] of this.#steps())
      levels.push(resampleAdjoint(levels.at(-1)!, channels, next, size, 'bilinear'));
    return joined(levels);
  }

  /** From each level to the next. */
  #steps(): [Size, Size][] {
    return this.#sizes.slice(1).map((next, index) => [this.#sizes[index]!, next]);
  }

  #levels(coefficients: Float32Array): Float32Array[] {
    let start = 0;
    return this.#sizes.map(({ width, height }) => {
      const end = start + channels * width * height;
      const level = coefficients.subarray(start, end);
      start = end;
      return level;
    });
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const result = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let start = 0;
  for (const part of parts) {
    result.set(part, start);
    start += part.length;
  }
  return result;
}
