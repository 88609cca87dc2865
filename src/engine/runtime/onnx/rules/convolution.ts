import { leaves } from '../../../graph/operators/leaves';
import { elements, staticShape } from '../../../graph/shapes';
import type { Emitter, OnnxRules } from '../emitter';

export const convolution = {
  /**
   * ONNX Runtime's WebGPU (1.30) wrongly reads some inputs in groups of three channels and silently gives wrong results
   * (microsoft/onnxruntime#29651). Padding with zero channels to a multiple of four avoids it.
   */
  convolve(e, [x, kernel, ...bias], { inputs, attributes: { pad, stride } }) {
    const [outputs, channels, rows, columns] = staticShape(inputs[1]!.shape);
    const added = readsInThrees(channels!, outputs!) ? 4 - (channels! % 4) : 0;
    const [filledX, filledKernel] = [x!, kernel!].map((tensor) => withChannels(e, tensor, added));
    return e.node('Conv', [filledX!, filledKernel!, ...bias], {
      kernel_shape: [rows!, columns!],
      pads: [pad, pad, pad, pad],
      ...(stride > 1 && { strides: [stride, stride] }),
    });
  },
  reversedKernel(e, [kernel], { inputs: [input], shape }) {
    if (input!.op === leaves.parameter) {
      const { name, data } = input!.attributes as { name: string; data: Float32Array };
      const size = staticShape(shape);
      return e.parameter(`${name} reversed`, reversed(data, size), size);
    }
    const exchanged = e.node('Transpose', [kernel!], { perm: [1, 0, 2, 3] });
    const [last, beforeFirst] = [e.integers([-1, -1]), e.integers([-1e9, -1e9])];
    return e.node('Slice', [exchanged, last, beforeFirst, e.integers([2, 3]), e.integers([-1, -1])]);
  },
} satisfies Partial<OnnxRules>;

function withChannels(e: Emitter, tensor: string, count: number): string {
  if (count === 0) return tensor;
  return e.node('Pad', [tensor, e.integers([0, 0, 0, 0, 0, count, 0, 0])], { mode: 'constant' });
}

/** Found by trying up to 27 input and 20 output channels. Reading in threes is correct for the 3 channels of a picture. */
function readsInThrees(inputs: number, outputs: number): boolean {
  return inputs > 3 && inputs % 3 === 0 && inputs % 4 !== 0 && outputs % 4 === 0;
}

/** A kernel [out, in, k, k] as [in, out, k, k], whose size is given, with its taps in reverse order. */
export function reversed(kernel: Float32Array, [inputs, outputs, ...sides]: readonly number[]): Float32Array {
  const taps = elements(sides);
  const result = new Float32Array(kernel.length);
  for (let o = 0; o < outputs!; o++) {
    for (let i = 0; i < inputs!; i++) {
      const from = (o * inputs! + i) * taps;
      const to = (i * outputs! + o) * taps;
      for (let tap = 0; tap < taps; tap++) result[to + tap] = kernel[from + taps - 1 - tap]!;
    }
  }
  return result;
}
