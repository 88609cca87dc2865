import { staticFeatureMap } from '../../../graph/shapes';
import type { Value } from '../../../graph/value';
import type { BlockedGraph } from './graph';
import type { KnownParameter } from './kernels';

/**
 * A 3×3 convolution with so few output channels that four results fit into a block, such as the gradient with respect to a
 * picture: it computes 2×2 pixels at once, as channels of a 4×4 convolution with stride 2, in less than half the time.
 */
export function convolveInPhases(
  g: BlockedGraph,
  x: string,
  kernel: KnownParameter,
  { inputs: [input, , bias], attributes, shape: [, , rows, columns] }: Value<{ pad: number; stride: number }>,
): string | undefined {
  const [channels, inputs, ...sides] = kernel.shape as [number, number, number, number];
  const isStatic = typeof rows === 'number' && typeof columns === 'number';
  if (
    bias ||
    attributes.stride !== 1 ||
    attributes.pad !== 1 ||
    sides.some((side) => side !== 3) ||
    !isStatic
  )
    return undefined;
  if (4 * channels > g.blockSize || inputs < g.blockSize) return undefined;
  const [, , height, width] = staticFeatureMap(input!);
  const phases = {
    name: `${kernel.name} in phases`,
    shape: [4 * channels, inputs, 4, 4],
    data: () => inPhases(kernel),
  };
  const ends = [1 + (height % 2), 1 + (width % 2)] as const;
  const convolved = g.convolve(x, input!, phases, undefined, [1, 1, ...ends], 2);
  const { emitter } = g;
  const pixels = emitter.node('DepthToSpace', [g.plain(convolved)], { blocksize: 2, mode: 'DCR' });
  if (height % 2 === 0 && width % 2 === 0) return pixels;
  const sizes = emitter.integers([height, width]);
  return emitter.node('Slice', [pixels, emitter.integers([0, 0]), sizes, emitter.integers([2, 3])]);
}

/** The kernel [4·out, in, 4, 4] whose output channel (2i + j)·out + c is channel c of the pixel in row i, column j of four. */
function inPhases(parameter: KnownParameter): Float32Array {
  const [channels, inputs] = parameter.shape;
  const kernel = parameter.data();
  const result = new Float32Array(4 * channels! * inputs! * 16);
  for (let phase = 0; phase < 4; phase++) {
    const [i, j] = [phase >> 1, phase & 1];
    for (let plane = 0; plane < channels! * inputs!; plane++) {
      const to = (phase * channels! * inputs! + plane) * 16;
      for (let tap = 0; tap < 9; tap++) {
        const [row, column] = [i + Math.floor(tap / 3), j + (tap % 3)];
        result[to + 4 * row + column] = kernel[plane * 9 + tap]!;
      }
    }
  }
  return result;
}
