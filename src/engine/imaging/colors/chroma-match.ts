import type { Picture } from '../picture';
import { clamped } from './clamped';
import { matchingMap } from './linear-match';
import { fromOklab, toOklab } from './oklab';
import { meanAndCovariance, visiblePixels } from './statistics';

/** The chroma of pictures: mean and covariance of Oklab's axes a and b. */
export type ChromaStatistics = ReturnType<typeof meanAndCovariance>;

/** Differences of chroma that 8 bits hardly show. */
const leastDeviation = 0.004;

/**
 * Of several pictures, each counted by its share, however large it is.
 *
 * @param shares which sum to 1
 */
export function chromaStatistics(pictures: readonly Picture[], shares: readonly number[]): ChromaStatistics {
  const each = pictures.map((picture) => meanAndCovariance(chromaOf(toOklab(visiblePixels(picture))), 2));
  const mixed = (value: (statistics: ChromaStatistics) => number) =>
    each.reduce((sum, statistics, index) => sum + shares[index]! * value(statistics), 0);
  const mean = [0, 1].map((i) => mixed((statistics) => statistics.mean[i]!));
  const covariance = [0, 1].map((i) =>
    [0, 1].map((j) => {
      const product = mixed(({ mean, covariance }) => covariance[i]![j]! + mean[i]! * mean[j]!);
      return product - mean[i]! * mean[j]!;
    }),
  );
  return { mean, covariance };
}

/**
 * Gives pictures chroma with the given mean and covariance, by the linear map that moves it least, and keeps their
 * lightness.
 *
 * @returns a function of a picture [3, H, W], RGB 0..255, of which values outside count as the nearest inside
 */
export function chromaMatch(wanted: ChromaStatistics): (picture: Float32Array) => Float32Array {
  return (picture) => {
    const colors = toOklab(clamped(picture));
    const plane = colors.length / 3;
    const found = meanAndCovariance(chromaOf(colors), 2);
    const map = matchingMap('symmetric', wanted.covariance, found.covariance, leastDeviation);
    for (let i = plane; i < 2 * plane; i++) {
      const [a, b] = [colors[i]! - found.mean[0]!, colors[plane + i]! - found.mean[1]!];
      colors[i] = map[0]![0]! * a + map[0]![1]! * b + wanted.mean[0]!;
      colors[plane + i] = map[1]![0]! * a + map[1]![1]! * b + wanted.mean[1]!;
    }
    return fromOklab(colors);
  };
}

const chromaOf = (colors: Float32Array): Float32Array => colors.subarray(colors.length / 3);
