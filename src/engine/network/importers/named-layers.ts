import type { ConvolutionParameters, NetworkDescription } from '../network';
import { caffe, keras, torchvision, torchvisionCaffe, torchvisionInput } from './conventions';
import {
  type Convention,
  type ForeignLayer,
  type ForeignNetwork,
  type ForeignTensor,
  matchLayers,
  toNetwork,
} from './foreign';

/**
 * The first of conv1_1's biases as the Visual Geometry Group trained them. A file with torchvision's names may hold
 * either these weights, which want Caffe's input, or torchvision's own, which want another: nothing else tells.
 */
const visualGeometryGroupBias = [0.7301776, 0.06493629, 0.03428847, 0.8260386];

/** Of float16, with room for another rounding. */
const tolerance = 2e-3;

/**
 * The expected network from a file that is nothing but tensors with names: PyTorch's state dictionary, or safetensors.
 *
 * @param read the values of one of `tensors`, row-major
 * @throws StylizeError 'bad-weights' when it is another network, or a value is not finite
 */
export async function readNamedLayers<Tensor extends ForeignTensor>(
  path: string,
  tensors: ReadonlyMap<string, Tensor>,
  read: (tensor: Tensor) => Promise<Float32Array>,
  expected: NetworkDescription,
): Promise<ForeignNetwork> {
  const layers = groupByLayer(tensors);
  const convention = conventionOf(layers, expected);
  const parameters = new Map<string, ConvolutionParameters>();
  for (const { convolution, kernel, bias } of matchLayers(path, layers, convention, expected)) {
    parameters.set(convolution.name, { kernel: await read(kernel), bias: await read(bias) });
  }
  if (convention !== torchvision) return toNetwork(path, convention, expected, parameters);
  return isVisualGeometryGroups(parameters)
    ? toNetwork(path, torchvisionCaffe, expected, parameters)
    : toNetwork(path, torchvision, trainedByTorchvision(expected), parameters);
}

/** `features.0` of `features.0.weight`, `block1_conv1` of `block1_conv1/block1_conv1/kernel:0`. */
function groupByLayer<Tensor extends ForeignTensor>(
  tensors: ReadonlyMap<string, Tensor>,
): Map<string, ForeignLayer<Tensor>> {
  const layers = new Map<string, ForeignLayer<Tensor>>();
  for (const [name, tensor] of tensors) {
    const [, layer, kind] = /^(?:.*\/)?([^/]+)[./](weight|kernel|bias)(?::0)?$/.exec(name) ?? [];
    if (layer === undefined) continue;
    layers.set(layer, { ...layers.get(layer), [kind === 'bias' ? 'bias' : 'kernel']: tensor });
  }
  return layers;
}

/** The convention of which the file has most names. */
function conventionOf(layers: ReadonlyMap<string, unknown>, expected: NetworkDescription): Convention {
  const known = ({ layerNames }: Convention) =>
    [...layerNames(expected).values()].filter((name) => layers.has(name)).length;
  return [torchvision, caffe, keras].reduce((best, other) => (known(other) > known(best) ? other : best));
}

function isVisualGeometryGroups(parameters: ReadonlyMap<string, ConvolutionParameters>): boolean {
  const { bias } = parameters.get('conv1_1')!;
  return visualGeometryGroupBias.every((value, index) => Math.abs(bias[index]! - value) < tolerance);
}

/** Its weights were trained anew: their activations are some ten times smaller, so they are a network of their own. */
function trainedByTorchvision(vgg19: NetworkDescription): NetworkDescription {
  return {
    ...vgg19,
    name: `${vgg19.name}-torchvision`,
    title: `${vgg19.title} (torchvision)`,
    license: 'BSD 3-Clause, the PyTorch contributors',
    input: torchvisionInput,
  };
}
