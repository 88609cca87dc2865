import { staticShape } from '../../../graph/shapes';
import type { Shape, Value } from '../../../graph/value';
import type { Emitter } from '../emitter';
import type { AttributeValue } from '../model-file';
import {
  blockedInGraph,
  blockedKernel,
  filledUp,
  knownParameter,
  wholeBlocks,
  type GivenKernel,
  type KnownParameter,
} from './kernels';

/** The domain of ONNX Runtime's operators on tensors in blocks. */
const domain = 'com.microsoft.nchwc';

/**
 * The largest side of a kernel that is brought into blocks in every run: that of a transform network's. Gradients with
 * respect to kernels are convolutions with whole feature maps.
 */
const largestGivenKernel = 9;

interface ConvolutionNode {
  readonly inputs: readonly string[];
  readonly attributes: Record<string, AttributeValue>;
  readonly channels: number;
}

/**
 * A graph for ONNX Runtime's kernels on a processor. They convolve and pool feature maps whose channels are in blocks,
 * [N, C / b, H, W, b] in memory, where b is as many as the processor's vectors hold. ONNX Runtime brings graphs into this
 * layout itself, but leaves it for most element-wise operators, and reorders the tensors each time. Here every tensor
 * stays in blocks until an operator needs it in plain order.
 *
 * ONNX Runtime sees a tensor in blocks as [N, C up to whole blocks, H, W]; the channels that were added are zeros.
 */
export class BlockedGraph {
  readonly emitter: Emitter;
  readonly blockSize: number;
  /** The channels of every tensor in blocks, without those that were added. */
  readonly #channels = new Map<string, number>();
  readonly #convolutions = new Map<string, ConvolutionNode>();
  readonly #consumers = new Map<Value, Value[]>();
  readonly #outputs: ReadonlySet<Value>;

  constructor(emitter: Emitter, blockSize: number, values: readonly Value[], outputs: Iterable<Value>) {
    this.emitter = emitter;
    this.blockSize = blockSize;
    this.#outputs = new Set(outputs);
    for (const value of values) {
      for (const input of value.inputs)
        this.#consumers.set(input, [...(this.#consumers.get(input) ?? []), value]);
    }
  }

  consumers(value: Value): readonly Value[] {
    return this.#consumers.get(value) ?? [];
  }

  /** Whether a value is nothing but an input of one other. */
  isUsedOnce(value: Value): boolean {
    return this.consumers(value).length === 1 && !this.#outputs.has(value);
  }

  isBlocked(tensor: string): boolean {
    return this.#channels.has(tensor);
  }

  /** Whether a value can be in blocks. The runtime reorders channels four at a time. */
  canBlock({ shape }: Value): boolean {
    const channels = shape[1];
    return (
      shape.length === 4 &&
      typeof channels === 'number' &&
      channels % 4 === 0 &&
      channels > this.blockSize / 2
    );
  }

  /** The tensor in blocks. */
  blocked(tensor: string, value: Value): string {
    if (this.isBlocked(tensor)) return tensor;
    return this.node('ReorderInput', [tensor], {}, Number(value.shape[1]));
  }

  /** The tensor in plain order. */
  plain(tensor: string): string {
    const channels = this.#channels.get(tensor);
    if (channels === undefined) return tensor;
    return this.emitter.node('ReorderOutput', [tensor], { channels }, domain);
  }

  /** A node of the runtime's for tensors in blocks. */
  node(
    opType: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue>,
    channels: number,
  ): string {
    return this.mark(this.emitter.node(opType, inputs, attributes, domain), channels);
  }

  /** An ordinary node whose inputs and result are in blocks, because it works element by element. */
  elementwise(
    opType: string,
    inputs: readonly string[],
    attributes: Record<string, AttributeValue> = {},
  ): string {
    return this.mark(this.emitter.node(opType, inputs, attributes), this.channelsOf(inputs[0]!));
  }

  channelsOf(tensor: string): number {
    return this.#channels.get(tensor)!;
  }

  /** Says that a tensor is in blocks. */
  mark(tensor: string, channels: number): string {
    this.#channels.set(tensor, channels);
    return tensor;
  }

  /** A tensor in blocks seen in another shape. */
  view(tensor: string, shape: Shape): string {
    return this.emitter.node('Reshape', [tensor, this.emitter.integers(shape.map(Number))]);
  }

  /** A view, seen as a tensor in blocks [N, C, H, W] again. */
  unview(tensor: string, [n, channels, height, width]: readonly number[]): string {
    const shape = [n!, wholeBlocks(channels!, this.blockSize), height!, width!];
    return this.mark(this.view(tensor, shape), channels!);
  }

  /** The kernel of a convolution that can be computed in blocks. */
  kernelOf({ inputs: [, kernel, bias] }: Value): KnownParameter | undefined {
    const known = knownParameter(kernel!);
    return known && (!bias || knownParameter(bias)) && this.#fits(known.shape) ? known : undefined;
  }

  /** The same of a kernel that is known only when the graph runs. */
  givenKernelOf({ inputs: [, kernel] }: Value, tensor: string): GivenKernel | undefined {
    const shape = staticShape(kernel!.shape);
    const isSmall = Math.max(...shape.slice(2)) <= largestGivenKernel;
    return isSmall && this.#fits(shape) ? { tensor: this.plain(tensor), shape } : undefined;
  }

  #fits([outputs, inputs]: readonly number[]): boolean {
    if (Math.max(outputs!, inputs!) < this.blockSize) return false;
    return inputs! < this.blockSize || inputs! % 4 === 0;
  }

  /** @param bias a tensor in plain order, when the kernel is one */
  convolve(
    x: string,
    input: Value,
    kernel: KnownParameter | GivenKernel,
    bias: KnownParameter | string | undefined,
    pads: readonly number[],
    stride = 1,
  ): string {
    const [channels, inputs, rows, columns] = kernel.shape as [number, number, number, number];
    const inputInBlocks = inputs >= this.blockSize;
    const tensors = [
      inputInBlocks ? this.blocked(x, input) : this.plain(x),
      this.#blockedKernel(kernel, inputInBlocks),
    ];
    if (bias !== undefined) tensors.push(this.#filledBias(bias, channels));
    return this.#convolution({
      inputs: tensors,
      attributes: { kernel_shape: [rows, columns], pads, strides: [stride, stride] },
      channels,
    });
  }

  #blockedKernel(kernel: KnownParameter | GivenKernel, inputInBlocks: boolean): string {
    const { emitter, blockSize } = this;
    if ('tensor' in kernel) return blockedInGraph(emitter, kernel, blockSize, inputInBlocks);
    const [channels, inputs, ...sides] = kernel.shape as [number, number, number, number];
    const blocked = () => blockedKernel(kernel.data(), kernel.shape, blockSize, inputInBlocks);
    const shape = [
      wholeBlocks(channels, blockSize),
      inputInBlocks ? wholeBlocks(inputs, blockSize) : inputs,
      ...sides,
    ];
    return emitter.constant(`${kernel.name} in blocks`, () => blocked().data, shape);
  }

  #filledBias(bias: KnownParameter | string, channels: number): string {
    const length = wholeBlocks(channels, this.blockSize);
    if (typeof bias === 'string') return filledUp(this.emitter, bias, [length - channels]);
    const filled = () => {
      const data = new Float32Array(length);
      data.set(bias.data());
      return data;
    };
    return this.emitter.constant(`${bias.name} in blocks`, filled, [length]);
  }

  /** A convolution's result rectified, without another pass over memory. */
  rectified(convolution: string): string | undefined {
    const node = this.#convolutions.get(convolution);
    return node && this.#convolution({ ...node, attributes: { ...node.attributes, activation: 'Relu' } });
  }

  /** A convolution's result added to another tensor, without another pass over memory. */
  addedTo(convolution: string, summand: string): string | undefined {
    const node = this.#convolutions.get(convolution);
    if (!node || node.inputs.length > 3) return undefined;
    const [x, kernel, bias = ''] = node.inputs;
    return this.#convolution({ ...node, inputs: [x!, kernel!, bias, summand] });
  }

  #convolution(node: ConvolutionNode): string {
    const tensor = this.node('Conv', node.inputs, node.attributes, node.channels);
    this.#convolutions.set(tensor, node);
    return tensor;
  }
}
