import type { Dataset, Group } from 'h5wasm/node';

import { withHdf5File } from './hdf5';
import {
  type Convolution,
  type ConvolutionParameters,
  type Network,
  type NetworkDescription,
  vgg19,
} from './network';
import { convolutions, describeShape, parameterFlaw, sameShape } from './parameters';
import { badWeights } from './weights-access';

/** A layer's datasets, however Keras named them. */
interface LayerWeights {
  readonly kernel: Dataset | undefined;
  readonly bias: Dataset | undefined;
}

/** More than any network of Keras applications has: a hostile file cannot make us walk for ever. */
const maximalLayers = 4096;

/**
 * Reads VGG-19 from a Keras weight file, with or without the classifier.
 *
 * Keras writes one group a layer, `block4_conv2`, at the file's top (weights) or below `model_weights` (a whole model).
 * Within it the names differ by version: `block4_conv2_W_1:0` in the published file of 2016,
 * `block4_conv2/kernel:0` in TensorFlow 2, `block4_conv2/kernel` in Keras 3. They are told apart by rank instead: a
 * convolution has one kernel, [3, 3, in, out], and one bias, [out].
 *
 * @param expected what the file must hold; VGG-19, unless a test wants less
 * @returns kernels as [out, in, 3, 3]
 * @throws StylizeError 'file-not-found', or 'bad-weights' when the file is not HDF5, is damaged, is another network, or
 *   has values that are not finite
 */
export async function readKerasVgg19(path: string, expected: NetworkDescription = vgg19): Promise<Network> {
  return withHdf5File(path, (root) => {
    const layers = findLayers(path, root);
    checkLayers(path, layers, expected);
    const parameters = new Map<string, ConvolutionParameters>();
    for (const convolution of convolutions(expected)) {
      const weights = layers.get(kerasName(convolution.name))!;
      parameters.set(convolution.name, readConvolution(path, convolution, weights));
    }
    const flaw = parameterFlaw(expected, parameters);
    if (flaw !== undefined) throw badWeights(path, flaw);
    return { description: expected, parameters };
  });
}

/** Every layer of the file that has weights. */
function findLayers(path: string, root: Group): Map<string, LayerWeights> {
  const top = asGroup(root.get('model_weights')) ?? root;
  const names = top.keys();
  if (names.length > maximalLayers) throw badWeights(path, `it has ${names.length} groups: it is not VGG-19`);
  const layers = new Map<string, LayerWeights>();
  for (const name of names) {
    const group = asGroup(top.get(name));
    if (!group) continue;
    const datasets = findDatasets(group);
    const weights = {
      kernel: datasets.find(({ shape }) => shape?.length === 4),
      bias: datasets.find(({ shape }) => shape?.length === 1),
    };
    if (weights.kernel ?? weights.bias) layers.set(name, weights);
  }
  return layers;
}

/** The datasets of a layer, which lie up to two groups down: `block1_conv1/block1_conv1/kernel:0`. */
function findDatasets(group: Group, depth = 2): Dataset[] {
  return group
    .keys()
    .slice(0, 16)
    .flatMap((name) => {
      const entity = group.get(name);
      if (entity && 'slice' in entity) return [entity];
      const inner = depth > 0 ? asGroup(entity) : undefined;
      return inner ? findDatasets(inner, depth - 1) : [];
    });
}

/** The file must be the expected network, not one that happens to have layers of the same names. */
function checkLayers(
  path: string,
  layers: ReadonlyMap<string, LayerWeights>,
  expected: NetworkDescription,
): void {
  const wanted = new Set(convolutions(expected).map(({ name }) => kerasName(name)));
  const missing = [...wanted].filter((name) => !layers.has(name));
  // Layers without a 4-D kernel are a classifier, which style transfer does not use.
  const extra = [...layers].filter(([name, { kernel }]) => kernel && !wanted.has(name)).map(([name]) => name);
  if (missing.length === 0 && extra.length === 0) return;

  const reasons = [
    ...(missing.length > 0 ? [`it has no ${enumerate(missing)}`] : []),
    ...(extra.length > 0 ? [`it has the unknown ${enumerate(extra)}`] : []),
  ];
  const vgg16 = missing.join() === 'block3_conv4,block4_conv4,block5_conv4' && extra.length === 0;
  const guess = vgg16 ? ' This looks like VGG-16.' : '';
  throw badWeights(path, `it is not ${expected.title}: ${reasons.join(', and ')}.${guess}`);
}

function readConvolution(
  path: string,
  convolution: Convolution,
  weights: LayerWeights,
): ConvolutionParameters {
  const { inputChannels, outputChannels } = convolution;
  const layer = kerasName(convolution.name);
  const kernel = readValues(path, `${layer}'s kernel`, weights.kernel, [3, 3, inputChannels, outputChannels]);
  const bias = readValues(path, `${layer}'s bias`, weights.bias, [outputChannels]);
  return { kernel: toOihw(kernel, inputChannels, outputChannels), bias };
}

function readValues(
  path: string,
  what: string,
  dataset: Dataset | undefined,
  shape: readonly number[],
): Float32Array {
  if (!dataset) throw badWeights(path, `${what} is missing`);
  // Before the values are asked for: the library reserves as much memory as the file claims that they need.
  const found = dataset.shape ?? [];
  if (!sameShape(found, shape)) {
    throw badWeights(
      path,
      `${what} is ${describeShape(found)}, not ${describeShape(shape)}${ordering(found)}`,
    );
  }
  if (dataset.dtype !== '<f') throw badWeights(path, `${what} is not stored as 32-bit floating point`);
  const values = dataset.value;
  if (!(values instanceof Float32Array)) throw badWeights(path, `${what} cannot be read`);
  return values;
}

/** Keras also published kernels as [out, in, 3, 3], for Theano, and flipped: turning them round is not enough. */
function ordering([, , height, width]: readonly number[]): string {
  return height === 3 && width === 3
    ? ': the file is in the Theano ordering (th), not TensorFlow’s (tf)'
    : '';
}

/** [3, 3, in, out], TensorFlow's order, to [out, in, 3, 3], ONNX's. */
function toOihw(hwio: Float32Array, inputChannels: number, outputChannels: number): Float32Array {
  const oihw = new Float32Array(hwio.length);
  let from = 0;
  for (let tap = 0; tap < 9; tap++) {
    for (let input = 0; input < inputChannels; input++) {
      for (let output = 0; output < outputChannels; output++) {
        oihw[(output * inputChannels + input) * 9 + tap] = hwio[from++]!;
      }
    }
  }
  return oihw;
}

/** `block4_conv2` of `conv4_2`. */
function kerasName(name: string): string {
  return name.replace(/^conv(\d)_(\d)$/, 'block$1_conv$2');
}

function asGroup(entity: ReturnType<Group['get']>): Group | undefined {
  return entity && 'keys' in entity ? entity : undefined;
}

/** A few names; the rest as a count. */
function enumerate(names: readonly string[]): string {
  const shown = names.slice(0, 4).map((name) => name.slice(0, 40));
  return shown.join(', ') + (names.length > shown.length ? ` (and ${names.length - shown.length} more)` : '');
}
