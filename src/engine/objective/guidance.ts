import type { MaskGuidance } from '../../recipe/schema/conventions';
import type { Coverage } from '../imaging/masks/mask';
import type { ReceptiveField } from '../network/receptive-field';

/** A region as a layer's positions see it. */
export interface LayerGuidance {
  /** The guidance channel T, [h, w], whose root mean square is 1. */
  readonly map: Float32Array;
  /** [h, w] */
  readonly shape: readonly [number, number];
  /** The part of the positions that the region covers, above 0 and at most 1. */
  readonly share: number;
}

/**
 * A region's guidance channel at a layer, by which its features are multiplied before statistics are taken (Gatys et al.
 * 2017, Controlling Perceptual Factors in Neural Style Transfer, equations 6 to 8). Its mean square is 1, where the
 * paper's sum of squares is: statistics that are divided by all positions are then those of the region.
 *
 * @param coverage of the picture that the layer sees
 * @param mode `simple`: each position has the mean of the pixels that it stands for, poolings drop the last odd row and
 *   column; `inside`: the least of all pixels that it sees
 * @returns undefined when no position is in the region
 */
export function layerGuidance(
  coverage: Coverage,
  field: ReceptiveField,
  mode: MaskGuidance,
): LayerGuidance | undefined {
  const mask = mode === 'simple' ? blockMeans(coverage, field) : leastSeen(coverage, field);
  let sum = 0;
  let squares = 0;
  for (const value of mask) {
    sum += value;
    squares += value ** 2;
  }
  if (sum === 0) return undefined;
  const rootMeanSquare = Math.sqrt(squares / mask.length);
  const shape = [
    Math.floor(coverage.height / field.stride),
    Math.floor(coverage.width / field.stride),
  ] as const;
  return { map: mask.map((value) => value / rootMeanSquare), shape, share: sum / mask.length };
}

function blockMeans({ width, height, data }: Coverage, { stride }: ReceptiveField): Float32Array {
  const [columns, rows] = [Math.floor(width / stride), Math.floor(height / stride)];
  const means = new Float32Array(rows * columns);
  for (let row = 0; row < rows * stride; row++) {
    for (let column = 0; column < columns * stride; column++) {
      const block = Math.floor(row / stride) * columns + Math.floor(column / stride);
      means[block]! += data[row * width + column]! / stride ** 2;
    }
  }
  return means;
}

/** Grey erosion by the receptive field; what lies outside the picture counts as covered. */
function leastSeen({ width, height, data }: Coverage, { stride, start, size }: ReceptiveField): Float32Array {
  const [columns, rows] = [Math.floor(width / stride), Math.floor(height / stride)];
  const window = (position: number, length: number): [number, number] => [
    Math.max(0, start + position * stride),
    Math.min(length, start + position * stride + size),
  ];
  const narrowed = new Float32Array(height * columns);
  for (let column = 0; column < columns; column++) {
    const [from, to] = window(column, width);
    for (let row = 0; row < height; row++) {
      narrowed[row * columns + column] = Math.min(...data.subarray(row * width + from, row * width + to));
    }
  }
  const least = new Float32Array(rows * columns).fill(1);
  for (let row = 0; row < rows; row++) {
    const [from, to] = window(row, height);
    for (let seen = from; seen < to; seen++) {
      for (let column = 0; column < columns; column++) {
        const at = row * columns + column;
        least[at] = Math.min(least[at]!, narrowed[seen * columns + column]!);
      }
    }
  }
  return least;
}
