import * as l10n from '../../../../channel/l10n';
import { type NetworkDescription, vgg19 } from '../../network';
import { convolutions } from '../../parameters';
import { badWeights } from '../../weights-access';
import { type ForeignNetwork, readNetworkOf } from '../foreign';
import { matConvNet } from '../recognition/conventions';
import { oihw } from '../recognition/kernel-order';
import { type MatValue, readMatFile } from './mat5';

interface MatTensor {
  readonly shape: readonly number[];
  /** Undefined for an array that is too large for a convolution of the network. */
  readonly values: Float32Array | Float64Array | undefined;
}

/** The mean picture in older files: 224×224×3 float64. */
const meanPictureBytes = 224 * 224 * 3 * 8;

/**
 * Reads VGG-19 from MatConvNet's `imagenet-vgg-verydeep-19.mat`. Skips the classifier, if there is one.
 *
 * `layers` is a cell array of structs with `type`, `name` and, in a convolution, `weights`: {kernel, bias}. Kernels are
 * [width, height, in, out], the spatial axes exchanged, for RGB. The mean to subtract, a colour or a picture to average,
 * is `normalization.averageImage`, which newer files have in `meta`.
 *
 * @param expected the network that the file must contain: VGG-19, unless a test needs less
 * @throws StylizeError 'file-not-found', or 'bad-weights' when the file is not a MAT-file, is damaged, is another
 *   network, or has values that are not finite
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
  const normalization = field(variables.get('meta'), 'normalization') ?? variables.get('normalization');
  const mean = meanColor(field(normalization, 'averageImage'));
  if (!mean) throw badWeights(path, l10n.t`it does not say which mean to subtract (averageImage)`);
  const input = { channelOrder: 'rgb' as const, mean, deviation: expected.input.deviation };
  const read = ({ values }: MatTensor, name: string) => {
    if (!values) throw badWeights(path, l10n.t`${name} is too large`);
    return Float32Array.from(values);
  };
  const tensors = findTensors(variables.get('layers'));
  const stated = { convention: matConvNet, input };
  return readNetworkOf({ path, tensors, read, kernelOrders: [oihw], stated }, expected);
}

/** The weights of all layers, including the classifier's, which MatConvNet also stores as convolutions. */
function findTensors(value: MatValue | undefined): [string, MatTensor][] {
  return (value?.kind === 'cells' ? value.cells : []).flatMap((layer): [string, MatTensor][] => {
    const name = field(layer, 'name');
    if (name?.kind !== 'text') return [];
    const weights = field(layer, 'weights');
    const [kernel, bias] =
      weights?.kind === 'cells' ? weights.cells : [field(layer, 'filters'), field(layer, 'biases')];
    const parts = { kernel: toTensor(kernel), bias: toTensor(bias) };
    return Object.entries(parts).flatMap(([part, tensor]) =>
      tensor ? [[`${name.text}/${part}`, tensor] as [string, MatTensor]] : [],
    );
  });
}

/**
 * Arrays are stored with the first index varying fastest, so that a kernel's order in memory is
 * [out, in, height, width]. A bias is a row or a column, since MATLAB has nothing with fewer than two dimensions.
 */
function toTensor(value: MatValue | undefined): MatTensor | undefined {
  if (value?.kind !== 'numeric') return undefined;
  const { dimensions, values } = value;
  const isVector = dimensions.length === 2 && dimensions.includes(1);
  return { shape: isVector ? [Math.max(...dimensions)] : dimensions.toReversed(), values };
}

/** The mean of each of the three colour planes. */
function meanColor(value: MatValue | undefined): [number, number, number] | undefined {
  const values = value?.kind === 'numeric' ? value.values : undefined;
  if (!values || values.length === 0 || values.length % 3 !== 0) return undefined;
  const pixels = values.length / 3;
  const mean = (channel: number) => {
    let sum = 0;
    for (let i = 0; i < pixels; i++) sum += values[channel * pixels + i]!;
    return sum / pixels;
  };
  const color: [number, number, number] = [mean(0), mean(1), mean(2)];
  return color.every((value) => value >= 0 && value <= 255) ? color : undefined;
}

function field(value: MatValue | undefined, name: string): MatValue | undefined {
  return value?.kind === 'structs' ? value.structs[0]?.get(name) : undefined;
}
