import * as l10n from '../../../channel/l10n';
import type { ConvolutionParameters, Network, NetworkDescription } from '../network';
import { convolutions, parameterFlaw } from '../parameters';
import { badWeights } from '../weights-access';
import {
  type Convention,
  torchvision,
  torchvisionInput,
  unnamed,
  visualGeometryGroups,
} from './recognition/conventions';
import { hwio, type KernelOrder, oihw } from './recognition/kernel-order';
import type { ForeignTensor } from './recognition/layers';
import { NotRecognized, type Recognition, recognize } from './recognition/recognition';

/** A network from another program's file. */
export interface ForeignNetwork extends Network {
  /** How the file names its layers and which input its network expects, in words. */
  readonly convention: string;
}

export interface ForeignFile<Tensor extends ForeignTensor> {
  readonly path: string;
  /** By name, in the file's order. */
  readonly tensors: Iterable<readonly [name: string, tensor: Tensor]>;
  /** Reads the values of one tensor, row-major. */
  readonly read: (tensor: Tensor, name: string) => Promise<Float32Array> | Float32Array;
  /** The kernel orders that the format may use: PyTorch's and TensorFlow's when left out. */
  readonly kernelOrders?: readonly KernelOrder[];
  /** The convention and the network's input, if the file states them. */
  readonly stated?: { readonly convention: Convention; readonly input: NetworkDescription['input'] };
}

/**
 * Reads the expected network, or its first layers if there are no more, from the tensors of a file. Skips a classifier.
 *
 * @throws StylizeError 'bad-weights' when it is another network, or a value is not finite
 */
export async function readNetworkOf<Tensor extends ForeignTensor>(
  { path, tensors, read, kernelOrders = [oihw, hwio], stated }: ForeignFile<Tensor>,
  expected: NetworkDescription,
): Promise<ForeignNetwork> {
  const recognition = recognizeIn(path, tensors, { expected, kernelOrders });
  const { matches, kernelOrder } = recognition;
  const parameters = new Map<string, ConvolutionParameters>();
  for (const { convolution, kernel, bias } of matches) {
    const { name } = convolution;
    parameters.set(name, {
      kernel: kernelOrder.convert(await read(kernel, `${name}'s kernel`), convolution),
      bias: await read(bias, `${name}'s bias`),
    });
  }
  const whole = stated
    ? { description: { ...expected, input: stated.input }, title: stated.convention.title }
    : identified(recognition, parameters, expected);
  const description = upTo(matches.at(-1)!.convolution.name, whole.description);
  const flaw = parameterFlaw(description, parameters);
  if (flaw !== undefined) throw badWeights(path, flaw);
  return { description, parameters, convention: [whole.title, ...remarks(recognition, expected)].join('; ') };
}

function recognizeIn<Tensor extends ForeignTensor>(
  ...[path, tensors, options]: [path: string, ...args: Parameters<typeof recognize<Tensor>>]
): Recognition<Tensor> {
  try {
    return recognize(tensors, options);
  } catch (error) {
    if (!(error instanceof NotRecognized)) throw error;
    throw badWeights(path, l10n.t`it is not ${options.expected.title}: ${error.message}.`, { cause: error });
  }
}

/**
 * Finds out which network it is and which input it expects. Names do not always tell: torchvision's names are used both
 * for torchvision's weights and for the Visual Geometry Group's, which expect different inputs.
 */
function identified(
  { convention, kernelOrder }: Recognition<ForeignTensor>,
  parameters: Network['parameters'],
  expected: NetworkDescription,
): { readonly description: NetworkDescription; readonly title: string } {
  const channels = visualGeometryGroupChannels(parameters.get('conv1_1')!);
  if (channels === 'rgb') {
    const input = { ...expected.input, channelOrder: 'rgb' as const };
    return {
      description: { ...expected, input },
      title: visualGeometryGroups[convention ? 'rgb' : 'unnamedRgb'],
    };
  }
  if (convention && convention !== torchvision) return { description: expected, title: convention.title };
  if (channels === 'bgr') {
    return { description: expected, title: visualGeometryGroups[convention ? 'bgr' : 'unnamed'] };
  }
  if (!convention && kernelOrder === hwio) return { description: expected, title: unnamed.hwio };
  return { description: trainedByTorchvision(expected), title: convention?.title ?? unnamed.oihw };
}

/** Values of conv1_1 in the Visual Geometry Group's weights: its first biases, and the first kernel's first value for blue and for red. */
const visualGeometryGroup = {
  bias: [0.7301776, 0.06493629, 0.03428847, 0.8260386],
  blue: 0.3411952,
  red: 0.3941671,
};

/** Allows for the rounding of bfloat16, which has the fewest digits. */
const tolerance = 4e-3;

/** The channel order that the kernels expect, if the weights are the Visual Geometry Group's. */
function visualGeometryGroupChannels({ kernel, bias }: ConvolutionParameters): 'bgr' | 'rgb' | undefined {
  const near = (found: number | undefined, value: number) => Math.abs(found! - value) < tolerance;
  if (!visualGeometryGroup.bias.every((value, index) => near(bias[index], value))) return undefined;
  const { blue, red } = visualGeometryGroup;
  return near(kernel[0], red) && near(kernel[18], blue) ? 'rgb' : 'bgr';
}

/** torchvision trained its own weights. Their activations are some ten times smaller, so they count as another network. */
function trainedByTorchvision(vgg19: NetworkDescription): NetworkDescription {
  return {
    ...vgg19,
    name: `${vgg19.name}-torchvision`,
    title: `${vgg19.title} (torchvision)`,
    input: torchvisionInput,
  };
}

/** The network up to one of its convolutions, under another name unless that is its last. */
function upTo(last: string, network: NetworkDescription): NetworkDescription {
  if (convolutions(network).at(-1)!.name === last) return network;
  // Includes the rectifier, which follows the convolution.
  const end = network.layers.findIndex(({ name }) => name === last) + 2;
  return {
    ...network,
    name: `${network.name}-${last}`,
    title: `${network.title} up to ${last}`,
    layers: network.layers.slice(0, end),
  };
}

function remarks(
  { place, hasClassifier, matches }: Recognition<ForeignTensor>,
  expected: NetworkDescription,
): string[] {
  const { length } = convolutions(expected);
  return [
    ...(matches.length < length ? [`the first ${matches.length} of ${length} convolutions`] : []),
    ...(place === '' ? [] : [`found under ${JSON.stringify(place.slice(0, 60))}`]),
    ...(hasClassifier ? ['its classifier is left out'] : []),
  ];
}
