import type { Picture } from '../picture';
import { clamped } from './clamped';
import { matchingMap } from './linear-match';
import { fromOklab, toOklab } from './oklab';
import { meanAndCovariance, visiblePixels } from './statistics';

/** Mean and covariance of pictures along Oklab's axes. */
export type OklabStatistics = ReturnType<typeof meanAndCovariance>;

/** Differences that 8 bits hardly show. */
const leastDeviation = 0.004;

/** The axes of Oklab that are matched: lightness, a and b, or the last two, which are the chroma. */
export type MatchedAxes = 'all' | 'chroma';

const valuesOf = (colors: Float32Array, axes: MatchedAxes): Float32Array =>
  axes === 'all' ? colors : colors.subarray(colors.length / 3);

const countOf = (axes: MatchedAxes): number => (axes === 'all' ? 3 : 2);

/**
 * Of several pictures, each counted by its share, however large it is.
 *
 * @param shares which sum to 1
 */
export function oklabStatistics(
  axes: MatchedAxes,
  pictures: readonly Picture[],
  shares: readonly number[],
): OklabStatistics {
  const each = pictures.map((picture) =>
    meanAndCovariance(valuesOf(toOklab(visiblePixels(picture)), axes), countOf(axes)),
  );
  const mixed = (value: (statistics: OklabStatistics) => number) =>
    each.reduce((sum, statistics, index) => sum + shares[index]! * value(statistics), 0);
  const indexes = [...Array(countOf(axes)).keys()];
  const mean = indexes.map((i) => mixed((statistics) => statistics.mean[i]!));
  const covariance = indexes.map((i) =>
    indexes.map((j) => {
      const product = mixed(({ mean, covariance }) => covariance[i]![j]! + mean[i]! * mean[j]!);
      return product - mean[i]! * mean[j]!;
    }),
  );
  return { mean, covariance };
}

/**
 * Gives pictures colours with the given mean and covariance, by the linear map of Oklab that moves them least. What is not
 * matched, the lightness, stays.
 *
 * @returns a function of a picture [3, H, W], RGB 0..255, of which values outside count as the nearest inside
 */
export function oklabMatch(
  axes: MatchedAxes,
  wanted: OklabStatistics,
): (picture: Float32Array) => Float32Array {
  return (picture) => {
    const colors = toOklab(clamped(picture));
    const plane = colors.length / 3;
    const values = valuesOf(colors, axes);
    const found = meanAndCovariance(values, countOf(axes));
    const map = matchingMap('symmetric', wanted.covariance, found.covariance, leastDeviation);
    for (let i = 0; i < plane; i++) {
      const differences = found.mean.map((mean, axis) => values[axis * plane + i]! - mean);
      for (const [axis, row] of map.entries()) {
        const moved = row.reduce((sum, factor, other) => sum + factor * differences[other]!, 0);
        values[axis * plane + i] = moved + wanted.mean[axis]!;
      }
    }
    return fromOklab(colors);
  };
}
