import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/** Uniform noise in 0..255, [3, height, width]; depends only on the seed and the size. */
export function randomImage(seed: number, width: number, height: number): Float32Array {
  const generator = xoroshiro128plus(seed);
  return Float32Array.from({ length: 3 * width * height }, () => 255 * uniformFloat64(generator));
}
