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
 * torchvision still publishes its file. Never executes anything in the file. Skips the classifier, 80 % of the file.
 *
 * @param expected the network that the file must contain: VGG-19, unless a test needs less
 * @throws StylizeError 'file-not-found', or 'bad-weights' when PyTorch did not save the file, it is damaged, refers to
 *   anything but tensors, is another network, or has values that are not finite
 */
export async function readTorchVgg19(
  path: string,
  container: 'zip' | 'legacy',
  expected: NetworkDescription = vgg19,
): Promise<ForeignNetwork> {
  const open = { zip: withTorchZip, legacy: withTorchLegacyFile }[container];
  return open(path, ({ tensors, readStorage }: TorchFile) => {
    const read = async (tensor: TorchTensor) =>
      decode(path, tensor, await readStorage(readable(path, tensor)));
    return readNetworkOf({ path, tensors, read }, expected);
  });
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
