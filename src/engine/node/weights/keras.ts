import type { Dataset, Group } from 'h5wasm/node';

import * as l10n from '../../../channel/l10n';
import { decodeFloat16 } from '../../network/float16';
import { type ForeignNetwork, readNetworkOf } from '../../network/importers/foreign';
import { hwio } from '../../network/importers/recognition/kernel-order';
import { type NetworkDescription, vgg19 } from '../../network/network';
import { badWeights } from '../../network/weights-access';
import { withHdf5File } from './hdf5';

interface KerasTensor {
  readonly shape: readonly number[];
  readonly dataset: Dataset;
}

/** More than any network of Keras applications has, so that a hostile file cannot make us search for ever. */
const bounds = { groups: 4096, datasets: 4096, depth: 8 };

/**
 * Reads VGG-19 from a Keras weight file, with or without the classifier.
 *
 * Keras writes one group per layer, such as `block4_conv2`: at the file's top (weights), below `model_weights` (a whole
 * model), below `layers` (Keras 3), or below the name of a model that is itself a layer. Names within the group differ by
 * version: `block4_conv2_W_1:0` in the published file of 2016, `block4_conv2/kernel:0` in TensorFlow 2, `vars/0` in
 * Keras 3. So rank distinguishes them: a convolution has one kernel, [3, 3, in, out], and one bias, [out].
 *
 * @param expected the network that the file must contain: VGG-19, unless a test needs less
 * @throws StylizeError 'file-not-found', or 'bad-weights' when the file is not HDF5, is damaged, is another network, or
 *   has values that are not finite
 */
export async function readKerasVgg19(
  path: string,
  expected: NetworkDescription = vgg19,
): Promise<ForeignNetwork> {
  return withHdf5File(path, (root) => {
    const tensors = findTensors(path, root);
    const read = ({ dataset }: KerasTensor, name: string) => readValues(path, name, dataset);
    return readNetworkOf({ path, tensors, read, kernelOrders: [hwio] }, expected);
  });
}

/** Every dataset in the file, by path, except those of an optimizer, which has one for every kernel. */
function findTensors(path: string, root: Group): [string, KerasTensor][] {
  const found: [string, KerasTensor][] = [];
  let groups = 0;
  const walk = (group: Group, place: string, depth: number) => {
    if (++groups > bounds.groups) throw badWeights(path, l10n.t`it has too many groups: it is not VGG-19`);
    for (const name of group.keys()) {
      if (found.length >= bounds.datasets)
        throw badWeights(path, l10n.t`it has too many values: it is not VGG-19`);
      if (/optimizer/i.test(name)) continue;
      const entity = group.get(name);
      if (!entity) continue;
      if ('slice' in entity) found.push([place + name, { dataset: entity, shape: entity.shape ?? [] }]);
      else if ('keys' in entity && depth < bounds.depth) walk(entity, `${place}${name}/`, depth + 1);
    }
  };
  walk(root, '', 0);
  return found;
}

/** Call this only after checking the shape: the library reserves as much memory as the file claims to need. */
function readValues(path: string, name: string, dataset: Dataset): Float32Array {
  const dtype = typeof dataset.dtype === 'string' ? dataset.dtype : 'a structure';
  // The library does not support float16, so pretend that they are integers.
  if (dtype === '<e') Object.assign(dataset.metadata, { type: 0, signed: false });
  const values = /^<[efd]$/.test(dtype) ? dataset.value : undefined;
  if (values instanceof Float32Array) return values;
  if (values instanceof Float64Array) return Float32Array.from(values);
  if (values instanceof Uint16Array) return decodeFloat16(values);
  throw badWeights(path, l10n.t`${name} is not stored as floating point, but as ${dtype.slice(0, 40)}`);
}
