import type { GraphBuilder, Tensor } from './builder';

/**
 * Convolution with stride 1, on every device. `pad` zeros on every side. Kernel [out, in, k, k], bias [out].
 *
 * ONNX Runtime's WebGPU (1.30) reads the input in groups of three channels where it should not, and gives wrong
 * results without a word (microsoft/onnxruntime#29651). Channels of zeros up to a multiple of four keep it from that.
 */
export function convolve(
  g: GraphBuilder,
  x: Tensor,
  kernel: Tensor,
  bias: Tensor | undefined,
  pad: number,
): Tensor {
  const [outputs, inputs] = kernel.shape as readonly [number, number];
  if (!readsInThrees(inputs, outputs)) return g.convolution(x, kernel, bias, pad);
  const channels = 4 - (inputs % 4);
  const filled = (tensor: Tensor) => g.pad(tensor, { channels }, 'constant');
  return g.convolution(filled(x), filled(kernel), bias, pad);
}

/** Found by trying channel counts up to 27 in, 20 out. Three channels in, a picture, are read in threes rightly. */
function readsInThrees(inputs: number, outputs: number): boolean {
  return inputs > 3 && inputs % 3 === 0 && inputs % 4 !== 0 && outputs % 4 === 0;
}
