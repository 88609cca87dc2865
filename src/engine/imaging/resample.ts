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
  requireLength(data, channels, from);
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

/**
 * The adjoint of `resample`: of the gradient of a loss with respect to what it returns, that with respect to what it was
 * given. Arguments are those of the resampling.
 *
 * @param gradient `[channels, to.height, to.width]`
 * @returns `[channels, from.height, from.width]`
 */
export function resampleAdjoint(
  gradient: Float32Array,
  channels: number,
  from: Size,
  to: Size,
  kernel: Kernel,
): Float32Array {
  requireLength(gradient, channels, to);
  const columns = windows(from.width, to.width, kernel);
  const rows = windows(from.height, to.height, kernel);
  const result = new Float32Array(channels * from.width * from.height);
  const narrowed = new Float32Array(to.width * from.height);
  for (let channel = 0; channel < channels; channel++) {
    const plane = gradient.subarray(channel * to.width * to.height);
    narrowed.fill(0);
    scatter(plane, narrowed, rows, { lines: to.width, line: [1, 1], sample: to.width });
    const target = result.subarray(channel * from.width * from.height);
    scatter(narrowed, target, columns, { lines: from.height, line: [from.width, to.width], sample: 1 });
  }
  return result;
}

function requireLength(data: Float32Array, channels: number, { width, height }: Size): void {
  if (data.length !== channels * width * height)
    throw new RangeError(`${data.length} values are not [${channels}, ${height}, ${width}]`);
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

/** The reverse of `convolve`, with the same layout: adds what each output sample has to the input samples that made it. */
function scatter(output: Float32Array, input: Float32Array, along: Windows, layout: Layout): void {
  const { lines, line, sample } = layout;
  const { width, first, weights } = along;
  for (let index = 0; index < lines; index++) {
    for (let position = 0; position < first.length; position++) {
      const start = index * line[0] + first[position]! * sample;
      const row = position * width;
      const value = output[index * line[1] + position * sample]!;
      for (let tap = 0; tap < width; tap++) input[start + tap * sample]! += weights[row + tap]! * value;
    }
  }
}
