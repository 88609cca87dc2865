import type { Values } from '../../runtime/backend';

/** Features [C, P] of chosen positions, prepared to be matched. */
export interface MatchableFeatures {
  /** As they are, [C, P]. */
  readonly features: Float32Array;
  /** Without their mean, each position's divided by its length, [C, P]; 0 where there is nothing but the mean. */
  readonly directions: Float32Array;
  /** [C] */
  readonly mean: Float32Array;
  readonly channels: number;
  readonly count: number;
}

/**
 * Mean-centred directions of a layer's features, of which the product of two is the cosine by which they are matched
 * (Kolkin et al. 2022, section 3.2): each picture's own mean is subtracted.
 *
 * @param values [C, H, W]
 * @param positions the chosen ones' indexes; all when left out
 */
export function matchable({ data, shape }: Values, positions?: Int32Array): MatchableFeatures {
  const channels = shape[0]!;
  const plane = data.length / channels;
  const features = positions ? chosen(data, plane, positions) : data;
  const count = features.length / channels;
  const mean = new Float32Array(channels);
  const directions = new Float32Array(features.length);
  const squares = new Float64Array(count);
  for (let channel = 0; channel < channels; channel++) {
    const start = channel * count;
    let sum = 0;
    for (let i = 0; i < count; i++) sum += features[start + i]!;
    mean[channel] = sum / count;
    for (let i = 0; i < count; i++) {
      const difference = features[start + i]! - mean[channel]!;
      directions[start + i] = difference;
      squares[i]! += difference * difference;
    }
  }
  const factors = squares.map((square) => (square > 0 ? 1 / Math.sqrt(square) : 0));
  for (let start = 0; start < directions.length; start += count) {
    for (let i = 0; i < count; i++) directions[start + i]! *= factors[i]!;
  }
  return { features, directions, mean, channels, count };
}

function chosen(data: Float32Array, plane: number, positions: Int32Array): Float32Array {
  const { length } = positions;
  const result = new Float32Array((data.length / plane) * length);
  for (let from = 0, to = 0; from < data.length; from += plane, to += length) {
    for (let i = 0; i < length; i++) result[to + i] = data[from + positions[i]!]!;
  }
  return result;
}
