import * as l10n from '../../../../channel/l10n';
import { badWeights, readExactly, withWeightFile } from '../../weights-access';
import { readPickle, readStateDictionary, type TorchFile, type TorchTensor } from './torch-tensors';

/** PyTorch's format before 1.6 begins with this: the pickled number 0x1950a86a20f9469cfc6c. */
export const legacySignature = Buffer.from('80028a0a6cfc9c46f9206aa850192e', 'hex');

/** VGG-19 needs 6 kB. */
const maximalPickleBytes = 1 << 20;
const protocolVersion = 1001;
/** The number of elements precedes each storage. */
const countBytes = 8;

/**
 * Opens a file of PyTorch before 1.6 for the duration of `use`. It contains five pickles: the signature, the protocol's
 * version, sizes and byte order of the machine, the value, and the keys of the storages. Then each storage follows: the
 * number of its elements, 64 bits, and the elements (torch/serialization.py, `_legacy_save`).
 *
 * @throws StylizeError 'bad-weights' when it is not such a file, or damaged
 */
export async function withTorchLegacyFile<Result>(
  path: string,
  use: (file: TorchFile) => Promise<Result>,
): Promise<Result> {
  return withWeightFile(path, async (file, size) => {
    const head = Buffer.alloc(Math.min(size, maximalPickleBytes));
    await readExactly(file, path, head, 0);

    const version = readPickle(path, head, legacySignature.length, { globals: new Map() });
    if (version.value !== protocolVersion)
      throw badWeights(path, l10n.t`its version of PyTorch’s format is unknown`);
    const machine = readPickle(path, head, version.end, { globals: new Map() });
    if (!(machine.value instanceof Map) || machine.value.get('little_endian') !== true) {
      throw badWeights(path, l10n.t`its values are not little endian`);
    }
    const { tensors, storages, end } = readStateDictionary(path, head, machine.end);
    const keys = readPickle(path, head, end, { globals: new Map() });

    const positions = new Map<string, number>();
    let position = keys.end;
    for (const key of Array.isArray(keys.value) ? (keys.value as unknown[]) : []) {
      const storage = typeof key === 'string' ? storages.get(key) : undefined;
      if (!storage || positions.has(storage.key))
        throw badWeights(path, l10n.t`its list of storages is damaged`);
      positions.set(storage.key, position);
      position += countBytes + storage.byteLength;
    }
    if (position !== size)
      throw badWeights(path, l10n.t`it is damaged or truncated: it has ${size} of ${position} bytes`);

    const readStorage = async ({ storage }: TorchTensor) => {
      const start = positions.get(storage.key);
      if (start === undefined) throw badWeights(path, l10n.t`storage ${storage.key} is missing`);
      const bytes = Buffer.alloc(countBytes + storage.byteLength);
      await readExactly(file, path, bytes, start);
      if (bytes.readBigUInt64LE() !== BigInt(storage.elements)) {
        throw badWeights(path, l10n.t`the length of storage ${storage.key} does not match its tensor`);
      }
      return bytes.subarray(countBytes);
    };
    return use({ tensors, readStorage });
  });
}
