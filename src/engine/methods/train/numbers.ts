import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

/**
 * Numbers from 0 to 1 that a seed and an index decide: those of one crop, or of one round through the pictures. So
 * nothing has to be remembered for a training to go on as if it had never been left.
 */
export function uniforms(seed: number, index: number): () => number {
  const generator = xoroshiro128plus(mixed(mixed(seed) ^ index));
  // Generators of neighbouring seeds begin alike.
  for (let i = 0; i < 8; i++) uniformFloat64(generator);
  return () => uniformFloat64(generator);
}

/** The same from the standard normal distribution (Box & Muller 1958). */
export function normals(seed: number, index: number): () => number {
  const draw = uniforms(seed, index);
  return () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
}

/** The indexes below a count in an order that a seed and an index decide (Fisher & Yates). */
export function shuffled(count: number, seed: number, index: number): number[] {
  const draw = uniforms(seed, index);
  const order = [...Array(count).keys()];
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor((last + 1) * draw());
    [order[last], order[other]] = [order[other]!, order[last]!];
  }
  return order;
}

/** A bijection of 32-bit integers that spreads neighbours apart (MurmurHash3's finaliser). */
function mixed(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
