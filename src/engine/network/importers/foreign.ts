import type { Convolution, ConvolutionParameters, Network, NetworkDescription } from '../network';
import { convolutions, describeShape, kernelShape, parameterFlaw, sameShape } from '../parameters';
import { badWeights } from '../weights-access';

/** A network that another program wrote. */
export interface ForeignNetwork extends Network {
  /** How the file names its layers and what its network wants as input, in words. */
  readonly convention: string;
}

/** How a family of files stores a network's convolutions. */
export interface Convention {
  /** In words, with what the network wants as input. */
  readonly title: string;
  /** The file's name of each convolution, by the network's. */
  readonly layerNames: (description: NetworkDescription) => ReadonlyMap<string, string>;
  readonly kernelOrder: KernelOrder;
}

/** A file's tensor, not read yet. */
export interface ForeignTensor {
  readonly shape: readonly number[];
}

/** A layer's parameters, however the file named them. */
export interface ForeignLayer<Tensor extends ForeignTensor> {
  readonly kernel?: Tensor | undefined;
  readonly bias?: Tensor | undefined;
}

/** Where a file holds the parameters of one of the network's convolutions. */
export interface Match<Tensor extends ForeignTensor> {
  readonly convolution: Convolution;
  readonly kernel: Tensor;
  readonly bias: Tensor;
}

export interface KernelOrder {
  readonly shape: (convolution: Convolution) => readonly number[];
  /** What a kernel's shape betrays when it is not the expected one: the end of a sentence. */
  readonly explain?: (found: readonly number[]) => string;
  /** To [out, in, 3, 3], ONNX's order. */
  readonly convert: (kernel: Float32Array, convolution: Convolution) => Float32Array;
}

/** [out, in, 3, 3], PyTorch's order. */
export const oihw: KernelOrder = {
  shape: kernelShape,
  convert: (kernel) => kernel,
};

/** [3, 3, in, out], TensorFlow's order. */
export const hwio: KernelOrder = {
  shape: ({ inputChannels, outputChannels }) => [3, 3, inputChannels, outputChannels],
  // Keras also published kernels as [out, in, 3, 3], for Theano, and flipped: turning them round is not enough.
  explain: ([, , height, width]) =>
    height === 3 && width === 3 ? ': the file is in the Theano ordering (th), not TensorFlow’s (tf)' : '',
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

/**
 * Finds the expected network's parameters among a file's layers, before any values are read. A file that has further
 * convolutions is another network, even when layers of the same names are among them.
 *
 * @param layers by the file's names, those of a classifier left out
 * @throws StylizeError 'bad-weights' when it is another network
 */
export function matchLayers<Tensor extends ForeignTensor>(
  path: string,
  layers: ReadonlyMap<string, ForeignLayer<Tensor>>,
  { layerNames, kernelOrder }: Convention,
  expected: NetworkDescription,
): Match<Tensor>[] {
  const names = layerNames(expected);
  checkNames(path, layers, layerNames, expected);
  return convolutions(expected).map((convolution) => {
    const layer = names.get(convolution.name)!;
    const { kernel, bias } = layers.get(layer)!;
    return {
      convolution,
      kernel: checkShape(
        path,
        `${layer}'s kernel`,
        kernel,
        kernelOrder.shape(convolution),
        kernelOrder.explain,
      ),
      bias: checkShape(path, `${layer}'s bias`, bias, [convolution.outputChannels]),
    };
  });
}

/**
 * The network of parameters that were read, by the network's names and in the file's order.
 *
 * @throws StylizeError 'bad-weights' when a value is not finite
 */
export function toNetwork(
  path: string,
  { title, kernelOrder }: Convention,
  description: NetworkDescription,
  read: ReadonlyMap<string, ConvolutionParameters>,
): ForeignNetwork {
  const parameters = new Map<string, ConvolutionParameters>();
  for (const convolution of convolutions(description)) {
    const { kernel, bias } = read.get(convolution.name)!;
    parameters.set(convolution.name, { kernel: kernelOrder.convert(kernel, convolution), bias });
  }
  const flaw = parameterFlaw(description, parameters);
  if (flaw !== undefined) throw badWeights(path, flaw);
  return { description, parameters, convention: title };
}

function checkNames(
  path: string,
  layers: ReadonlyMap<string, ForeignLayer<ForeignTensor>>,
  layerNames: Convention['layerNames'],
  expected: NetworkDescription,
): void {
  const wanted = new Set(layerNames(expected).values());
  const missing = [...wanted].filter((name) => !layers.has(name));
  const found = [...layers].filter(([, { kernel }]) => kernel?.shape.length === 4).map(([name]) => name);
  const extra = found.filter((name) => !wanted.has(name));
  if (missing.length === 0 && extra.length === 0) return;

  const reasons = [
    ...(missing.length > 0 ? [`it has no ${enumerate(missing)}`] : []),
    ...(extra.length > 0 ? [`it has the unknown ${enumerate(extra)}`] : []),
  ];
  const sixteen = [...layerNames(vgg16(expected)).values()];
  const isVgg16 = found.length === sixteen.length && sixteen.every((name) => found.includes(name));
  const guess = isVgg16 ? ' This looks like VGG-16.' : '';
  throw badWeights(path, `it is not ${expected.title}: ${reasons.join(', and ')}.${guess}`);
}

/** VGG-19 less the last convolutions of its last three blocks (Simonyan & Zisserman 2014, configuration D). */
function vgg16(vgg19: NetworkDescription): NetworkDescription {
  return { ...vgg19, layers: vgg19.layers.filter(({ name }) => !/^(?:conv|relu)[345]_4$/.test(name)) };
}

function checkShape<Tensor extends ForeignTensor>(
  path: string,
  what: string,
  tensor: Tensor | undefined,
  shape: readonly number[],
  explain: KernelOrder['explain'] = () => '',
): Tensor {
  if (!tensor) throw badWeights(path, `${what} is missing`);
  if (sameShape(tensor.shape, shape)) return tensor;
  const found = describeShape(tensor.shape.slice(0, 8));
  throw badWeights(path, `${what} is ${found}, not ${describeShape(shape)}${explain(tensor.shape)}`);
}

/** A few names; the rest as a count. */
function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, 4).map((name) => name.slice(0, 40));
  return shown.join(', ') + (names.length > shown.length ? ` (and ${names.length - shown.length} more)` : '');
}
