import type { Picture } from '../picture';
import { fromOklab, toOklab } from './oklab';
import type { Recoloring } from './recoloring';
import { leastDeviation, meanAndDeviation, visiblePixels } from './statistics';

/** About what `leastDeviation` steps of 8 bits are in Oklab. */
const leastDeviationInOklab = leastDeviation * 0.0025;

/**
 * Gives pictures the content's histograms of lightness and of both axes of chroma: every value becomes the content's
 * value of the same rank. In Oklab, whose axes are close to independent; in RGB, matching one channel without the
 * others makes colours that neither picture has.
 *
 * @see Gonzalez & Woods, Digital Image Processing, histogram specification
 */
export function histogramMatch(content: Picture): Recoloring {
  const wanted = axes(toOklab(visiblePixels(content))).map((axis) => axis.toSorted());
  return (style) => {
    const colors = toOklab(style.data);
    const found = axes(toOklab(visiblePixels(style))).map((axis) => axis.toSorted());
    for (const [index, axis] of axes(colors).entries()) matchRanks(axis, found[index]!, wanted[index]!);
    return fromOklab(colors);
  };
}

/**
 * Replaces each value by the one of equal rank, between two by interpolation (Hazen's quantiles). Equal values share
 * their mean rank and stay equal. What hardly varies is moved to the mean, not spread out.
 *
 * @param values changed in place
 * @param from what gives the values their ranks, ascending
 * @param to what they become, ascending
 */
function matchRanks(values: Float32Array, from: Float32Array, to: Float32Array): void {
  const strength = Math.min(1, meanAndDeviation(from).deviation / leastDeviationInOklab);
  const { mean } = meanAndDeviation(to);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    const rank = (firstAtLeast(from, value) + firstAbove(from, value)) / 2 / from.length;
    values[i] = mean + strength * (quantile(to, rank) - mean);
  }
}

function quantile(ascending: Float32Array, rank: number): number {
  const last = ascending.length - 1;
  const position = Math.min(last, Math.max(0, rank * ascending.length - 0.5));
  const below = Math.floor(position);
  const [low, high] = [ascending[below]!, ascending[Math.min(last, below + 1)]!];
  return low + (position - below) * (high - low);
}

const firstAtLeast = (ascending: Float32Array, value: number) => bisect(ascending, (other) => other >= value);
const firstAbove = (ascending: Float32Array, value: number) => bisect(ascending, (other) => other > value);

/** The first index whose value is high; the length when there is none. */
function bisect(ascending: Float32Array, isHigh: (value: number) => boolean): number {
  let [low, high] = [0, ascending.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (isHigh(ascending[middle]!)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The three planes of [3, N], as views. */
function axes(colors: Float32Array): Float32Array[] {
  const plane = colors.length / 3;
  return [0, 1, 2].map((axis) => colors.subarray(axis * plane, (axis + 1) * plane));
}
