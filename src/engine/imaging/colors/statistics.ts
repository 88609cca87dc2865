import type { Picture } from '../picture';

/**
 * Deviations below this, in steps of 8 bits, are rounding and compression, not colour: what is matched is never
 * stretched as if it varied less.
 */
export const leastDeviation = 2;

/**
 * The pixels that count in a picture's statistics: those at least half opaque, since what is transparent is not seen; all
 * when there are none.
 *
 * @returns [3, N], RGB 0..255
 */
export function visiblePixels({ data, alpha }: Picture): Float32Array {
  if (!alpha) return data;
  const visible = data.filter((_, i) => alpha[i % alpha.length]! >= 128);
  return visible.length > 0 ? visible : data;
}

/** Mean and standard deviation, in float64. */
export function meanAndDeviation(values: Float32Array): {
  readonly mean: number;
  readonly deviation: number;
} {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}

/**
 * Mean and covariance of colours, in float64.
 *
 * @param pixels [C, N]
 * @param axes C
 * @returns the covariance row by row, divided by N
 */
export function meanAndCovariance(
  pixels: Float32Array,
  axes = 3,
): {
  readonly mean: readonly number[];
  readonly covariance: number[][];
} {
  const count = pixels.length / axes;
  const channels = Array.from({ length: axes }, (_, axis) =>
    pixels.subarray(axis * count, (axis + 1) * count),
  );
  const mean = channels.map((channel) => meanAndDeviation(channel).mean);
  const covariance = channels.map((first, i) =>
    channels.map((second, j) => {
      let sum = 0;
      for (let n = 0; n < count; n++) sum += (first[n]! - mean[i]!) * (second[n]! - mean[j]!);
      return sum / count;
    }),
  );
  return { mean, covariance };
}
