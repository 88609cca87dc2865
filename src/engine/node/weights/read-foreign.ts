import * as l10n from '../../../channel/l10n';
import type { ForeignNetwork } from '../../network/importers/foreign';
import { matSignature } from '../../network/importers/matconvnet/mat5';
import { readMatConvNetVgg19 } from '../../network/importers/matconvnet/matconvnet';
import { readSafetensorsVgg19 } from '../../network/importers/safetensors';
import { readTorchVgg19 } from '../../network/importers/torch/torch';
import { legacySignature } from '../../network/importers/torch/torch-legacy';
import { type NetworkDescription, vgg19 } from '../../network/network';
import { badWeights, withWeightFile } from '../../network/weights-access';
import { hdf5Signature, loadHdf5 } from './hdf5';
import { readKerasVgg19 } from './keras';

interface Format {
  readonly matches: (start: Buffer) => boolean;
  /** Loads the library that reads the format. */
  readonly load?: () => Promise<unknown>;
  readonly read: (path: string, expected: NetworkDescription) => Promise<ForeignNetwork>;
}

const formats: readonly Format[] = [
  { matches: (start) => beginsWith(start, hdf5Signature), load: loadHdf5, read: readKerasVgg19 },
  { matches: (start) => beginsWith(start, Buffer.from(matSignature)), read: readMatConvNetVgg19 },
  {
    matches: (start) => beginsWith(start, Buffer.from('PK\x03\x04')),
    read: (path, expected) => readTorchVgg19(path, 'zip', expected),
  },
  {
    matches: (start) => beginsWith(start, legacySignature),
    read: (path, expected) => readTorchVgg19(path, 'legacy', expected),
  },
  // A header in JSON follows its length.
  { matches: (start) => start.toString('latin1', 8, 9) === '{', read: readSafetensorsVgg19 },
];

/**
 * Reads VGG-19 from another program's file. The first bytes determine the format, not the name.
 *
 * @param expected the network that the file must contain: VGG-19, unless a test needs less
 * @param onReady called when everything that does not depend on the file has been loaded
 * @throws StylizeError 'file-not-found', or 'bad-weights' with the reason
 */
export async function readForeignNetwork(
  path: string,
  expected: NetworkDescription = vgg19,
  onReady: () => void = () => undefined,
): Promise<ForeignNetwork> {
  const start = await beginningOf(path);
  const format = formats.find(({ matches }) => matches(start));
  if (!format) throw badWeights(path, otherFile(start));
  await format.load?.();
  onReady();
  return format.read(path, expected);
}

/** The first bytes of a file, which tell its format. */
export function beginningOf(path: string): Promise<Buffer> {
  return withWeightFile(path, async (file) => {
    const bytes = Buffer.alloc(128);
    return bytes.subarray(0, await file.read(bytes, 0));
  });
}

function beginsWith(start: Buffer, signature: Buffer): boolean {
  return start.subarray(0, signature.length).equals(signature);
}

function otherFile(start: Buffer): l10n.Words {
  if (start.toString('latin1').startsWith('MATLAB 7.3')) {
    return l10n.t`it is a MAT-file of version 7.3; save it with -v7 in MATLAB`;
  }
  if (start[0] === 0x80) return l10n.t`it is a Python pickle, but PyTorch did not save it`;
  if (/^\s*<(?:!doctype|html)/i.test(start.toString('latin1')))
    return l10n.t`it is a web page, not a weight file`;
  return l10n.t`it is not a weight file: not HDF5, MATLAB, PyTorch or safetensors`;
}
