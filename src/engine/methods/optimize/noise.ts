import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

import type { noiseDistributions } from '../../../recipe/schema/conventions';

export type NoiseDistribution = (typeof noiseDistributions)[number];

/** `length` independent numbers from the standard normal distribution or a uniform one on [−1, 1), decided by the seed. */
export function randomNoise(distribution: NoiseDistribution, length: number, seed: number): Float32Array {
  return distribution === 'normal' ? normalNoise(length, seed) : uniformNoise(length, seed);
}

/** Box & Muller 1958. */
function normalNoise(length: number, seed: number): Float32Array {
  const generator = xoroshiro128plus(seed);
  const noise = new Float32Array(length);
  for (let i = 0; i < length; i += 2) {
    // 1 − u lies in (0, 1]: its logarithm is finite.
    const radius = Math.sqrt(-2 * Math.log(1 - uniformFloat64(generator)));
    const angle = 2 * Math.PI * uniformFloat64(generator);
    noise[i] = radius * Math.cos(angle);
    if (i + 1 < length) noise[i + 1] = radius * Math.sin(angle);
  }
  return noise;
}

function uniformNoise(length: number, seed: number): Float32Array {
  const generator = xoroshiro128plus(seed);
  return new Float32Array(length).map(() => 2 * uniformFloat64(generator) - 1);
}
