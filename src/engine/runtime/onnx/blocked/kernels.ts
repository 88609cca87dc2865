import { leaves } from '../../../graph/operators/leaves';
import { elements, staticShape } from '../../../graph/shapes';
import type { Value } from '../../../graph/value';
import type { Emitter } from '../emitter';
import { reversed } from '../rules/convolution';

/** A convolution's kernel or bias that is known when the graph is built. */
export interface KnownParameter {
  readonly name: string;
  readonly shape: readonly number[];
  data(): Float32Array;
}

/** A convolution's kernel that is computed, or fed: a tensor in plain order. */
export interface GivenKernel {
  readonly tensor: string;
  readonly shape: readonly number[];
}

/** The data of a parameter, or of a parameter with its taps reversed. */
export function knownParameter({ op, attributes, inputs, shape }: Value): KnownParameter | undefined {
  if (op === leaves.parameter) {
    const { name, data } = attributes as { name: string; data: Float32Array };
    return { name, shape: staticShape(shape), data: () => data };
  }
  const [kernel] = inputs;
  if (op.name !== 'reversedKernel' || kernel?.op !== leaves.parameter) return undefined;
  const { name, data } = kernel.attributes as { name: string; data: Float32Array };
  const size = staticShape(shape);
  return { name: `${name} reversed`, shape: size, data: () => reversed(data, size) };
}

/**
 * Brings a kernel [out, in, k, k] that is not known when the graph is built into the order of `blockedKernel`.
 *
 * @returns the tensor, of the shape up to whole blocks
 */
export function blockedInGraph(
  emitter: Emitter,
  { tensor, shape }: GivenKernel,
  blockSize: number,
  inputInBlocks: boolean,
): string {
  const [outputs, inputs, rows, columns] = shape as [number, number, number, number];
  const inputBlock = inputInBlocks ? blockSize : 1;
  const [allOutputs, allInputs] = [wholeBlocks(outputs, blockSize), wholeBlocks(inputs, inputBlock)];
  const filled = filledUp(emitter, tensor, [allOutputs - outputs, allInputs - inputs, 0, 0]);
  const apart = [allOutputs / blockSize, blockSize, allInputs / inputBlock, inputBlock, rows, columns];
  const blocks = emitter.node('Reshape', [filled, emitter.integers(apart)]);
  const reordered = emitter.node('Transpose', [blocks], { perm: [0, 2, 4, 5, 3, 1] });
  return emitter.node('Reshape', [reordered, emitter.integers([allOutputs, allInputs, rows, columns])]);
}

/** A tensor with zeros at the end of its axes. */
export function filledUp(emitter: Emitter, tensor: string, added: readonly number[]): string {
  if (added.every((count) => count === 0)) return tensor;
  const amounts = emitter.integers([...added.map(() => 0), ...added]);
  return emitter.node('Pad', [tensor, amounts], { mode: 'constant' });
}

/** The least multiple of the block size that is not less than a count. */
export const wholeBlocks = (count: number, blockSize: number): number =>
  Math.ceil(count / blockSize) * blockSize;

/**
 * A kernel [out, in, k, k] in the order [out / b, in / b, k, k, b of in, b of out], with zeros up to whole blocks; or,
 * when the input is not in blocks, [out / b, in, k, k, b of out].
 */
export function blockedKernel(
  kernel: Float32Array,
  [outputs, inputs, ...sides]: readonly number[],
  blockSize: number,
  inputInBlocks: boolean,
): { data: Float32Array; shape: number[] } {
  const taps = elements(sides);
  const inputBlock = inputInBlocks ? blockSize : 1;
  const shape = [wholeBlocks(outputs!, blockSize), wholeBlocks(inputs!, inputBlock), ...sides];
  const data = new Float32Array(elements(shape));
  const inputBlocks = shape[1]! / inputBlock;
  for (let o = 0; o < outputs!; o++) {
    for (let i = 0; i < inputs!; i++) {
      const block = Math.floor(o / blockSize) * inputBlocks + Math.floor(i / inputBlock);
      for (let tap = 0; tap < taps; tap++) {
        const to = ((block * taps + tap) * inputBlock + (i % inputBlock)) * blockSize + (o % blockSize);
        data[to] = kernel[(o * inputs! + i) * taps + tap]!;
      }
    }
  }
  return { data, shape };
}
