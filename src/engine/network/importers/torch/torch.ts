import * as l10n from '../../../../channel/l10n';
import { decodeFloats } from '../../float-types';
import { type NetworkDescription, vgg19 } from '../../network';
import { badWeights } from '../../weights-access';
import { type ForeignNetwork, readNetworkOf } from '../foreign';
import { withTorchLegacyFile } from './torch-legacy';
import { floatStorages, type TorchFile, type TorchTensor } from './torch-tensors';
import { withTorchZip } from './torch-zip';

/**
 * Reads VGG-19 from a state dictionary that PyTorch saved as a zip archive (since 1.6) or in the legacy format, in which
 * torchvision still publishes its file. Skips the classifier, 80 % of the file.
 *
 * @param expected the network that the file must contain: VGG-19, unless a test needs less
 * @throws StylizeError as `withTorchTensors`, and 'bad-weights' when it is another network, or has values that are not finite
 */
export async function readTorchVgg19(
  path: string,
  container: TorchContainer,
  expected: NetworkDescription = vgg19,
): Promise<ForeignNetwork> {
  return withTorchTensors(path, container, (tensors, read) =>
    readNetworkOf({ path, tensors, read }, expected),
  );
}

export type TorchContainer = 'zip' | 'legacy';

/**
 * Opens a state dictionary of PyTorch for the duration of `use`, which reads the tensors that it wants. Never executes
 * anything in the file.
 *
 * @throws StylizeError 'file-not-found', or 'bad-weights' when PyTorch did not save the file, it is damaged, or refers to
 *   anything but tensors
 */
export async function withTorchTensors<Result>(
  path: string,
  container: TorchContainer,
  use: (
    tensors: ReadonlyMap<string, TorchTensor>,
    read: (tensor: TorchTensor) => Promise<Float32Array>,
  ) => Promise<Result>,
): Promise<Result> {
  const open = { zip: withTorchZip, legacy: withTorchLegacyFile }[container];
  return open(path, ({ tensors, readStorage }: TorchFile) =>
    use(tensors, async (tensor) => decode(path, tensor, await readStorage(readable(path, tensor)))),
  );
}

/** Checks a tensor before its bytes are read, because the length of a storage is only the file's claim. */
function readable(path: string, tensor: TorchTensor): TorchTensor {
  if (tensor.isWhole) return tensor;
  throw badWeights(path, l10n.t`a tensor shares its storage with others, or is not stored row-major`, {
    hint: l10n.t`Save copies: torch.save({k: v.clone().contiguous() for k, v in model.state_dict().items()}, "vgg19.pth").`,
  });
}

function decode(path: string, { storage }: TorchTensor, bytes: Buffer): Float32Array {
  const type = floatStorages[storage.storageClass];
  if (type) return decodeFloats(bytes, type);
  throw badWeights(path, l10n.t`it contains a ${storage.storageClass}, which is not floating point`);
}
