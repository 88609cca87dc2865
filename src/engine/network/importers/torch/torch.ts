import { decodeFloats } from '../../float-types';
import { type NetworkDescription, vgg19 } from '../../network';
import { badWeights } from '../../weights-access';
import { type ForeignNetwork, readNetworkOf } from '../foreign';
import { withTorchLegacyFile } from './torch-legacy';
import { floatStorages, type TorchFile, type TorchTensor } from './torch-tensors';
import { withTorchZip } from './torch-zip';

/**
 * Reads VGG-19 from a state dictionary that PyTorch saved, as a zip archive (since 1.6) or in the format before that,
 * in which torchvision still publishes its file. Nothing of the file is executed. The classifier, 80 % of the file, is
 * not read.
 *
 * @param expected what the file must hold; VGG-19, unless a test wants less
 * @throws StylizeError 'file-not-found', or 'bad-weights' when the file is none that PyTorch saved, is damaged, asks for
 *   anything beyond tensors, is another network, or has values that are not finite
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

/** Checked before its bytes are asked for: of a storage, the file only claims how long it is. */
function readable(path: string, tensor: TorchTensor): TorchTensor {
  if (tensor.isWhole) return tensor;
  throw badWeights(path, 'a tensor shares its storage with others, or is not stored row-major', {
    hint: 'Save copies: torch.save({k: v.clone().contiguous() for k, v in model.state_dict().items()}, "vgg19.pth").',
  });
}

function decode(path: string, { storage }: TorchTensor, bytes: Buffer): Float32Array {
  const type = floatStorages[storage.storageClass];
  if (type) return decodeFloats(bytes, type);
  throw badWeights(path, `it holds a ${storage.storageClass}, which is not floating point`);
}
