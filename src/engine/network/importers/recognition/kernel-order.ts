import type { Convolution } from '../../network';
import { kernelShape } from '../../parameters';

/** The order of a kernel's axes in a file. */
export interface KernelOrder {
  /** The shape of a 3×3 convolution's kernel. */
  readonly shape: (convolution: Convolution) => number[];
  /** What the axes of any kernel mean. */
  readonly axes: (shape: readonly number[]) => {
    readonly inputs: number;
    readonly outputs: number;
    readonly height: number;
    readonly width: number;
  };
  /** Converts to [out, in, 3, 3], ONNX's order. */
  readonly convert: (kernel: Float32Array, convolution: Convolution) => Float32Array;
}

/** [out, in, 3, 3], PyTorch's order. */
export const oihw: KernelOrder = {
  shape: kernelShape,
  axes: ([outputs = 0, inputs = 0, height = 0, width = 0]) => ({ inputs, outputs, height, width }),
  convert: (kernel) => kernel,
};

/** [3, 3, in, out], TensorFlow's order. */
export const hwio: KernelOrder = {
  shape: ({ inputChannels, outputChannels }) => [3, 3, inputChannels, outputChannels],
  axes: ([height = 0, width = 0, inputs = 0, outputs = 0]) => ({ inputs, outputs, height, width }),
  convert: (kernel, { inputChannels, outputChannels }) => {
    const converted = new Float32Array(kernel.length);
    let from = 0;
    for (let tap = 0; tap < 9; tap++) {
      for (let input = 0; input < inputChannels; input++) {
        for (let output = 0; output < outputChannels; output++) {
          converted[(output * inputChannels + input) * 9 + tap] = kernel[from++]!;
        }
      }
    }
    return converted;
  },
};
