import { describeShape, featureMap, plus } from '../shapes';
import { apply, operator, type Value } from '../value';
import { sumTo } from './broadcasting';
import { reshape, transpose } from './shaping';

export const convolutions = {
  convolve: operator<{ pad: number }>('convolve', {
    shape([x, kernel], { pad }) {
      const [n, channels, height, width] = featureMap(x!);
      const [outputs, inputs, rows, columns] = featureMap(kernel!);
      if (inputs !== channels)
        throw new Error(`a kernel ${describeShape(kernel!.shape)} does not fit ${describeShape(x!.shape)}`);
      const grown = (side: Value['shape'][number], taps: unknown) => plus(side, 2 * pad - (Number(taps) - 1));
      return [n, outputs, grown(height, rows), grown(width, columns)];
    },
    pullbacks: [
      (gradient, { inputs: [, kernel], attributes: { pad } }) =>
        convolve(gradient, reversedKernel(kernel!), undefined, Number(kernel!.shape[2]) - 1 - pad),
      // The kernel's gradient correlates input and gradient, with batch and channels exchanged.
      (gradient, { inputs: [x], attributes: { pad } }) =>
        exchanged(convolve(exchanged(x!), exchanged(gradient), undefined, pad)),
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
 * Convolution with stride 1 (a cross-correlation, as in every framework) and `pad` zeros on every side. Kernel
 * [out, in, height, width], bias [out].
 */
export const convolve = (x: Value, kernel: Value, bias: Value | undefined, pad: number): Value =>
  apply(convolutions.convolve, [x, kernel, ...(bias ? [bias] : [])], { pad });

/** The kernel [in, out, height, width] of the backward pass: channels exchanged, taps in reverse order. */
const reversedKernel = (kernel: Value): Value => apply(convolutions.reversedKernel, [kernel], {});

const exchangedAxes = [1, 0, 2, 3];
const exchanged = (x: Value) => transpose(x, exchangedAxes);
