import { type ConvolutionParameters, type NetworkDescription, vgg19 } from '../network';
import { convolutions } from '../parameters';
import { badWeights } from '../weights-access';
import { matConvNet } from './conventions';
import { type ForeignLayer, type ForeignNetwork, matchLayers, toNetwork } from './foreign';
import { type MatValue, readMatFile } from './mat5';

interface MatTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
}

/** The mean picture of older files: 224×224×3 float64. */
const meanPictureBytes = 224 * 224 * 3 * 8;

/**
 * Reads VGG-19 from MatConvNet's `imagenet-vgg-verydeep-19.mat`, with or without the classifier, which is not read.
 *
 * `layers` is a cell array of structs with `type`, `name` and, in a convolution, `weights`: {kernel, bias}. Kernels are
 * [width, height, in, out], the spatial axes exchanged, for RGB. The mean that the network wants subtracted, a colour or
 * a picture of which the mean is taken, is `normalization.averageImage`, in newer files in `meta`.
 *
 * @param expected what the file must hold; VGG-19, unless a test wants less
 * @throws StylizeError 'file-not-found', or 'bad-weights' when the file is no MAT-file, is damaged, is another network,
 *   or has values that are not finite
 */
export async function readMatConvNetVgg19(
  path: string,
  expected: NetworkDescription = vgg19,
): Promise<ForeignNetwork> {
  const kernelBytes = Math.max(
    ...convolutions(expected).map((c) => 9 * c.inputChannels * c.outputChannels * 8),
  );
  const variables = await readMatFile(path, {
    variables: new Set(['layers', 'meta', 'normalization']),
    maximalArrayBytes: Math.max(kernelBytes, meanPictureBytes),
  });
  const layers = findLayers(variables.get('layers'));
  const read = new Map<string, ConvolutionParameters>();
  for (const { convolution, kernel, bias } of matchLayers(path, layers, matConvNet, expected)) {
    read.set(convolution.name, {
      kernel: Float32Array.from(kernel.values),
      bias: Float32Array.from(bias.values),
    });
  }
  const normalization = field(variables.get('meta'), 'normalization') ?? variables.get('normalization');
  const mean = meanColour(field(normalization, 'averageImage'));
  if (!mean) throw badWeights(path, 'it does not say which mean its network subtracts (averageImage)');
  const input = { channelOrder: 'rgb' as const, mean, deviation: expected.input.deviation };
  return toNetwork(path, matConvNet, { ...expected, input }, read);
}

/** Every layer with weights, but `fc6` and the like, which MatConvNet also stores as convolutions. */
function findLayers(value: MatValue | undefined): Map<string, ForeignLayer<MatTensor>> {
  const layers = new Map<string, ForeignLayer<MatTensor>>();
  for (const layer of value?.kind === 'cells' ? value.cells : []) {
    const name = field(layer, 'name');
    if (name?.kind !== 'text' || name.text.startsWith('fc')) continue;
    const weights = field(layer, 'weights');
    const [kernel, bias] =
      weights?.kind === 'cells' ? weights.cells : [field(layer, 'filters'), field(layer, 'biases')];
    layers.set(name.text, { kernel: toTensor(kernel), bias: toTensor(bias) });
  }
  return layers;
}

/** A bias is a row or a column in MATLAB, where nothing has fewer than two dimensions. */
function toTensor(value: MatValue | undefined): MatTensor | undefined {
  if (value?.kind !== 'numeric' || !value.values) return undefined;
  const { dimensions, values } = value;
  const isVector = dimensions.length === 2 && dimensions.includes(1);
  return { shape: isVector ? [values.length] : dimensions, values };
}

/** The mean of each of three colours' planes. */
function meanColour(value: MatValue | undefined): [number, number, number] | undefined {
  const values = value?.kind === 'numeric' ? value.values : undefined;
  if (!values || values.length === 0 || values.length % 3 !== 0) return undefined;
  const pixels = values.length / 3;
  const mean = (colour: number) => {
    let sum = 0;
    for (let i = 0; i < pixels; i++) sum += values[colour * pixels + i]!;
    return sum / pixels;
  };
  const colours: [number, number, number] = [mean(0), mean(1), mean(2)];
  return colours.every((colour) => colour >= 0 && colour <= 255) ? colours : undefined;
}

function field(value: MatValue | undefined, name: string): MatValue | undefined {
  return value?.kind === 'structs' ? value.structs[0]?.get(name) : undefined;
}
