import type { Dataset, Group } from 'h5wasm/node';

import { type ConvolutionParameters, type NetworkDescription, vgg19 } from '../network';
import { badWeights } from '../weights-access';
import { keras, kerasInOrder } from './conventions';
import { type ForeignLayer, type ForeignNetwork, matchLayers, toNetwork } from './foreign';
import { withHdf5File } from './hdf5';

interface KerasTensor {
  readonly shape: readonly number[];
  readonly dataset: Dataset;
}

/** More than any network of Keras applications has: a hostile file cannot make us walk for ever. */
const maximalLayers = 4096;

/**
 * Reads VGG-19 from a Keras weight file, with or without the classifier.
 *
 * Keras writes one group a layer, `block4_conv2`, at the file's top (weights), below `model_weights` (a whole model) or
 * below `layers` (Keras 3). Within it the names differ by version: `block4_conv2_W_1:0` in the published file of 2016,
 * `block4_conv2/kernel:0` in TensorFlow 2, `vars/0` in Keras 3. They are told apart by rank instead: a convolution has
 * one kernel, [3, 3, in, out], and one bias, [out].
 *
 * @param expected what the file must hold; VGG-19, unless a test wants less
 * @throws StylizeError 'file-not-found', or 'bad-weights' when the file is not HDF5, is damaged, is another network, or
 *   has values that are not finite
 */
export async function readKerasVgg19(
  path: string,
  expected: NetworkDescription = vgg19,
): Promise<ForeignNetwork> {
  return withHdf5File(path, (root) => {
    const layers = findLayers(path, root);
    const convention = layers.has('conv2d') ? kerasInOrder : keras;
    const read = new Map<string, ConvolutionParameters>();
    for (const { convolution, kernel, bias } of matchLayers(path, layers, convention, expected)) {
      const layer = convention.layerNames(expected).get(convolution.name)!;
      read.set(convolution.name, {
        kernel: readValues(path, `${layer}'s kernel`, kernel),
        bias: readValues(path, `${layer}'s bias`, bias),
      });
    }
    return toNetwork(path, convention, expected, read);
  });
}

/** Every layer of the file that has weights. */
function findLayers(path: string, root: Group): Map<string, ForeignLayer<KerasTensor>> {
  const top = asGroup(root.get('model_weights')) ?? asGroup(root.get('layers')) ?? root;
  const names = top.keys();
  if (names.length > maximalLayers) throw badWeights(path, `it has ${names.length} groups: it is not VGG-19`);
  const layers = new Map<string, ForeignLayer<KerasTensor>>();
  for (const name of names) {
    const group = asGroup(top.get(name));
    if (!group) continue;
    const tensors = findDatasets(group).map((dataset) => ({ dataset, shape: dataset.shape ?? [] }));
    const kernel = tensors.find(({ shape }) => shape.length === 4);
    const bias = tensors.find(({ shape }) => shape.length === 1);
    if (kernel ?? bias) layers.set(name, { kernel, bias });
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

/** The shape has been checked: the library reserves as much memory as the file claims that the values need. */
function readValues(path: string, what: string, { dataset }: KerasTensor): Float32Array {
  if (dataset.dtype !== '<f') throw badWeights(path, `${what} is not stored as 32-bit floating point`);
  const values = dataset.value;
  if (!(values instanceof Float32Array)) throw badWeights(path, `${what} cannot be read`);
  return values;
}

function asGroup(entity: ReturnType<Group['get']>): Group | undefined {
  return entity && 'keys' in entity ? entity : undefined;
}
