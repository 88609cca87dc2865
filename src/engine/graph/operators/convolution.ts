import { describeShape, featureMap, plus, staticFeatureMap } from '../shapes';
import { apply, operator, type Value } from '../value';
import { sumTo } from './broadcasting';
import { pad as padded, reshape, slice, transpose } from './shaping';

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
      // The kernel's gradient correlates input and gradient, with batch and channels exchanged.
      (gradient, value) => {
        const apart = atEveryPlace(gradient, value);
        return exchanged(
          convolve(exchanged(value.inputs[0]!), exchanged(apart), undefined, value.attributes.pad),
        );
      },
      (gradient, { inputs: [, , bias] }) =>
        reshape(sumTo(gradient, [1, gradient.shape[1]!, 1, 1]), bias!.shape),
    ],
  }),
  reversedKernel: operator('reversedKernel', {
    shape: ([kernel]) => exchangedAxes.map((axis) => kernel!.shape[axis]!),
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

const exchangedAxes = [1, 0, 2, 3];
const exchanged = (x: Value) => transpose(x, exchangedAxes);
