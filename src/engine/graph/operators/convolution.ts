import { describeShape, featureMap, plus, staticFeatureMap } from '../shapes';
import { apply, operator, type Value } from '../value';
import { sumTo } from './broadcasting';
import { matrixProduct } from './matrices';
import { concatenate, pad as padded, padBorder, reshape, slice, transpose } from './shaping';

export const convolutions = {
  convolve: operator<{ pad: number; stride: number }>('convolve', {
    shape([x, kernel], { pad, stride }) {
      const [n, channels, height, width] = featureMap(x!);
      const [outputs, inputs, rows, columns] = featureMap(kernel!);
      if (inputs !== channels)
        throw new Error(`a kernel ${describeShape(kernel!.shape)} does not fit ${describeShape(x!.shape)}`);
      const places = (side: Value['shape'][number], taps: unknown) => {
        const all = plus(side, 2 * pad - (Number(taps) - 1));
        return stride === 1 ? all : Math.ceil(Number(all) / stride);
      };
      return [n, outputs, places(height, rows), places(width, columns)];
    },
    pullbacks: [
      (gradient, value) => {
        const kernel = value.inputs[1]!;
        const border = Number(kernel.shape[2]) - 1 - value.attributes.pad;
        return convolve(atEveryPlace(gradient, value), reversedKernel(kernel), undefined, border);
      },
      (gradient, value) => kernelGradient(value.inputs[0]!, atEveryPlace(gradient, value), value),
      (gradient, { inputs: [, , bias] }) =>
        reshape(sumTo(gradient, [1, gradient.shape[1]!, 1, 1]), bias!.shape),
    ],
  }),
  reversedKernel: operator('reversedKernel', {
    shape: ([kernel]) => [1, 0, 2, 3].map((axis) => kernel!.shape[axis]!),
    pullbacks: [(gradient) => reversedKernel(gradient)],
  }),
};

/**
 * Convolution (a cross-correlation, as in every framework) with `pad` zeros on every side. Kernel [out, in, height, width],
 * bias [out]. The size of what a stride above 1 skips along must be known.
 */
export const convolve = (x: Value, kernel: Value, bias: Value | undefined, pad: number, stride = 1): Value =>
  apply(convolutions.convolve, [x, kernel, ...(bias ? [bias] : [])], { pad, stride });

/** The gradient as that of a convolution with stride 1, of which the places that the stride skips have none. */
function atEveryPlace(
  gradient: Value,
  { inputs: [x, kernel], attributes: { pad, stride } }: Value<{ pad: number; stride: number }>,
): Value {
  if (stride === 1) return gradient;
  const [n, channels, height, width] = staticFeatureMap(gradient);
  const between = [0, 0, 0, stride - 1, 0, stride - 1];
  const apart = padded(reshape(gradient, [n, channels, height, 1, width, 1]), {
    before: between.map(() => 0),
    after: between,
  });
  const all = reshape(apart, [n, channels, height * stride, width * stride]);
  return [2, 3].reduce((inner, axis) => {
    const places = Number(x!.shape[axis]) + 2 * pad - (Number(kernel!.shape[axis]) - 1);
    return slice(inner, axis, 0, places);
  }, all);
}

/** The kernel [in, out, height, width] of the backward pass: channels exchanged, taps in reverse order. */
const reversedKernel = (kernel: Value): Value => apply(convolutions.reversedKernel, [kernel], {});

/**
 * The gradient with respect to a kernel: its tap t is Σ gradient(p)·x(p + t)ᵀ over places p. The shifted copies of x, or of
 * the gradient where that has fewer channels, are rows of one matrix, so that it is one product of matrices.
 *
 * @param x [N, in, H, W]
 * @param gradient [N, out, H', W'], of a convolution with stride 1
 */
function kernelGradient(
  x: Value,
  gradient: Value,
  { inputs, attributes: { pad } }: Value<{ pad: number; stride: number }>,
): Value {
  const [n, outputs, rows, columns] = staticFeatureMap(gradient);
  const [, channels, height, width] = staticFeatureMap(x);
  const [, , tall, wide] = staticFeatureMap(inputs[1]!);
  const taps = tall * wide;
  const border = tall - 1 - pad;
  if (channels <= outputs || tall !== wide || border < 0) {
    const shifted = shiftedCopies(padBorder(x, pad), tall, wide, [rows, columns]);
    const flat = reshape(gradient, [n, outputs, rows * columns]);
    const product = sumTo(matrixProduct(flat, shifted, { transposeB: true }), [1, outputs, taps * channels]);
    return reshape(transpose(reshape(product, [outputs, taps, channels]), [0, 2, 1]), inputs[1]!.shape);
  }
  const shifted = shiftedCopies(padBorder(gradient, border), tall, wide, [height, width], 'last tap first');
  const flat = reshape(x, [n, channels, height * width]);
  const product = sumTo(matrixProduct(shifted, flat, { transposeB: true }), [1, taps * outputs, channels]);
  return reshape(transpose(reshape(product, [taps, outputs, channels]), [1, 2, 0]), inputs[1]!.shape);
}

/** What each tap of a kernel sees of a feature map, tap after tap: [N, taps · C, places]. */
function shiftedCopies(
  x: Value,
  tall: number,
  wide: number,
  [rows, columns]: readonly [number, number],
  order: 'first tap first' | 'last tap first' = 'first tap first',
): Value {
  const [n, channels] = staticFeatureMap(x);
  const copies = (value: Value, axis: number, taps: number, size: number) => {
    const shifts = [...Array(taps).keys()];
    if (order === 'last tap first') shifts.reverse();
    return concatenate(
      shifts.map((shift) => slice(value, axis, shift, shift + size)),
      1,
    );
  };
  const shifted = copies(copies(x, 3, wide, columns), 2, tall, rows);
  return reshape(shifted, [n, tall * wide * channels, rows * columns]);
}
