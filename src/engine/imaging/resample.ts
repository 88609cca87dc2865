import type { Size } from './picture';

export type Kernel = 'bicubic' | 'bilinear';

/**
 * Resamples planar float data of any range, sample centres at half pixels (`align_corners=False`), each axis on its
 * own. Enlarging is PyTorch's `F.interpolate` (bicubic: Keys' convolution with a = -0.75, border samples repeated);
 * reducing is the same with `antialias=True` (the kernel widened to the step, a = -0.5, cut off at the border).
 *
 * Written here because sharp casts float planes to integers when it resizes them.
 *
 * @param data `[channels, from.height, from.width]`
 * @returns `[channels, to.height, to.width]`, always a new array
 * @see Keys, Cubic convolution interpolation for digital image processing, 1981, equation 4
 */
export function resample(
  data: Float32Array,
  channels: number,
  from: Size,
  to: Size,
  kernel: Kernel,
): Float32Array {
  if (data.length !== channels * from.width * from.height)
    throw new RangeError(`${data.length} values are not [${channels}, ${from.height}, ${from.width}]`);
  const columns = windows(from.width, to.width, kernel);
  const rows = windows(from.height, to.height, kernel);
  const result = new Float32Array(channels * to.width * to.height);
  const narrowed = new Float32Array(to.width * from.height);
  for (let channel = 0; channel < channels; channel++) {
    const plane = data.subarray(channel * from.width * from.height);
    // Along the rows: a line is one row, its samples are neighbours.
    convolve(plane, narrowed, columns, { lines: from.height, line: [from.width, to.width], sample: 1 });
    // Along the columns: a line is one column, its samples are a row apart.
    const target = result.subarray(channel * to.width * to.height);
    convolve(narrowed, target, rows, { lines: to.width, line: [1, 1], sample: to.width });
  }
  return result;
}

/** For each output sample the input samples that make it: `width` consecutive positions from `first`. */
interface Windows {
  readonly width: number;
  readonly first: Int32Array;
  /** `[outputs, width]`, each row summing to 1. */
  readonly weights: Float64Array;
}

function windows(inputs: number, outputs: number, kernel: Kernel): Windows {
  const step = inputs / outputs;
  const reducing = step > 1;
  const stretch = Math.max(1, step);
  const weigh = kernel === 'bilinear' ? triangle : reducing ? keys(-0.5) : keys(-0.75);
  const radius = (kernel === 'bilinear' ? 1 : 2) * stretch;
  const span = Math.ceil(2 * radius);
  const width = Math.min(inputs, span);
  const first = new Int32Array(outputs);
  const weights = new Float64Array(outputs * width);
  for (let output = 0; output < outputs; output++) {
    const centre = (output + 0.5) * step - 0.5;
    const begin = Math.ceil(centre - radius);
    const start = Math.min(Math.max(0, begin), inputs - width);
    first[output] = start;
    let sum = 0;
    for (let position = begin; position < begin + span; position++) {
      const inside = Math.min(Math.max(0, position), inputs - 1);
      if (reducing && inside !== position) continue;
      const weight = weigh((position - centre) / stretch);
      weights[output * width + inside - start]! += weight;
      sum += weight;
    }
    for (let tap = 0; tap < width; tap++) weights[output * width + tap]! /= sum;
  }
  return { width, first, weights };
}

const triangle = (distance: number): number => Math.max(0, 1 - Math.abs(distance));

const keys =
  (a: number) =>
  (distance: number): number => {
    const x = Math.abs(distance);
    if (x <= 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
    return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  };

/** Strides of a plane: how many lines, from one line to the next (input, output), from one sample to the next. */
interface Layout {
  readonly lines: number;
  readonly line: readonly [input: number, output: number];
  readonly sample: number;
}

function convolve(input: Float32Array, output: Float32Array, along: Windows, layout: Layout): void {
  const { lines, line, sample } = layout;
  const { width, first, weights } = along;
  for (let index = 0; index < lines; index++) {
    for (let position = 0; position < first.length; position++) {
      const start = index * line[0] + first[position]! * sample;
      const row = position * width;
      let sum = 0;
      for (let tap = 0; tap < width; tap++) sum += weights[row + tap]! * input[start + tap * sample]!;
      output[index * line[1] + position * sample] = sum;
    }
  }
}
