import * as l10n from '../../../../channel/l10n';
import { type FloatType } from '../../float-types';
import { badWeights } from '../../weights-access';
import type { ForeignTensor } from '../recognition/layers';
import { PickleError, PickleGlobal, type PickleGlobals, type PickleValue, unpickle } from './pickle';

/** Bytes per element of PyTorch's storage classes. Only floating point is read; a file may contain others besides. */
const storageClasses = {
  FloatStorage: 4,
  HalfStorage: 2,
  BFloat16Storage: 2,
  DoubleStorage: 8,
  LongStorage: 8,
  IntStorage: 4,
  ShortStorage: 2,
  CharStorage: 1,
  ByteStorage: 1,
  BoolStorage: 1,
} as const;

export type StorageClass = keyof typeof storageClasses;

export const floatStorages: Readonly<Partial<Record<StorageClass, FloatType>>> = {
  FloatStorage: 'float32',
  HalfStorage: 'float16',
  BFloat16Storage: 'bfloat16',
  DoubleStorage: 'float64',
};

/** How deep dictionaries may be nested: a checkpoint has one with the weights beside others. */
const maximalDepth = 4;
/** VGG-19 has 38; a hostile file could refer to one dictionary many times. */
const maximalTensors = 10_000;

/** A sequence of elements, stored outside the pickle under a key. */
export class TorchStorage {
  constructor(
    readonly key: string,
    readonly storageClass: StorageClass,
    readonly elements: number,
  ) {}

  get byteLength(): number {
    return this.elements * storageClasses[this.storageClass];
  }
}

export class TorchTensor implements ForeignTensor {
  constructor(
    readonly storage: TorchStorage,
    readonly shape: readonly number[],
    /** Whether it covers its whole storage, row-major. */
    readonly isWhole: boolean,
  ) {}
}

/** The contents of a file, from either of PyTorch's containers. */
export interface TorchFile {
  /** By name, in the order of the file. */
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** All bytes of a tensor's storage, little endian. Only for a tensor that covers its whole storage. */
  readonly readStorage: (tensor: TorchTensor) => Promise<Buffer>;
}

/** Exactly what a state dictionary may name (torch/_utils.py, torch/serialization.py). */
const globals: PickleGlobals = new Map<string, ((...args: PickleValue[]) => PickleValue) | null>([
  ['collections.OrderedDict', orderedDictionary],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_parameter', (data) => data],
  ...Object.keys(storageClasses).map((name) => [`torch.${name}`, null] as const),
]);

/** The names and shapes of a file's tensors. Their elements are elsewhere in the file. */
export interface StateDictionary {
  readonly tensors: ReadonlyMap<string, TorchTensor>;
  /** Every storage in the pickle, by key, including those of tensors outside the dictionary. */
  readonly storages: ReadonlyMap<string, TorchStorage>;
  /** Position of the byte after the pickle. */
  readonly end: number;
}

/**
 * Reads the pickle of a state dictionary, or of a checkpoint that contains one. The names of tensors in a nested
 * dictionary begin with its key: `state_dict.features.0.weight`.
 *
 * @throws StylizeError 'bad-weights' when it is anything else
 */
export function readStateDictionary(path: string, bytes: Buffer, start = 0): StateDictionary {
  const storages = new Map<string, TorchStorage>();
  const persistent = (id: PickleValue) => {
    const storage = storageOf(id);
    storages.set(storage.key, storage);
    return storage;
  };
  const { value, end } = readPickle(path, bytes, start, { globals, persistent });
  if (!(value instanceof Map)) throw badWeights(path, l10n.t`it does not contain a state dictionary`);
  const tensors = new Map<string, TorchTensor>();
  collectTensors(value, '', maximalDepth, tensors);
  return { tensors, storages, end };
}

function collectTensors(
  dictionary: ReadonlyMap<unknown, unknown>,
  prefix: string,
  depth: number,
  found: Map<string, TorchTensor>,
): void {
  for (const [key, value] of dictionary) {
    if (found.size >= maximalTensors) return;
    const name = prefix + (typeof key === 'number' || typeof key === 'string' ? String(key) : '');
    if (value instanceof TorchTensor) found.set(name, value);
    else if (value instanceof Map && depth > 0) collectTensors(value, `${name}.`, depth - 1, found);
  }
}

/** Reads any pickle in a PyTorch file. Throws StylizeError 'bad-weights' where `unpickle` throws PickleError. */
export function readPickle(...[path, ...args]: [path: string, ...Parameters<typeof unpickle>]) {
  try {
    return unpickle(...args);
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    throw badWeights(path, l10n.t`its Python pickle cannot be read: ${error.message}`, {
      hint: l10n.t`Save only the weights: torch.save(model.state_dict(), "vgg19.pth").`,
      cause: error,
    });
  }
}

function orderedDictionary(pairs: PickleValue = []): PickleValue {
  const isListOfPairs =
    Array.isArray(pairs) && pairs.every((pair: unknown) => Array.isArray(pair) && pair.length === 2);
  if (!isListOfPairs) throw new PickleError('a dictionary is damaged');
  return new Map(pairs as [unknown, unknown][]);
}

function rebuildTensor(
  storage: PickleValue,
  offset: PickleValue,
  shape: PickleValue,
  strides: PickleValue,
): PickleValue {
  const isTensor =
    storage instanceof TorchStorage &&
    isCount(offset) &&
    isShape(shape) &&
    isShape(strides) &&
    shape.length === strides.length;
  if (!isTensor) throw new PickleError('a tensor is damaged');
  // Row-major: each stride is the product of the extents after it; where the extent is 1, the stride does not matter.
  let elements = 1;
  let isRowMajor = true;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    isRowMajor &&= shape[axis] === 1 || strides[axis] === elements;
    elements *= shape[axis]!;
  }
  return new TorchTensor(storage, shape, isRowMajor && offset === 0 && elements === storage.elements);
}

/** `('storage', torch.FloatStorage, key, device, elements)`; an older file adds a view, which is None. */
function storageOf(id: PickleValue): TorchStorage {
  const [kind, storageType, key, , elements, view = null] = Array.isArray(id) ? (id as PickleValue[]) : [];
  const name = storageType instanceof PickleGlobal ? storageType.name.replace(/^torch\./, '') : '';
  const isStorage =
    kind === 'storage' &&
    Object.hasOwn(storageClasses, name) &&
    typeof key === 'string' &&
    isCount(elements) &&
    view === null;
  if (!isStorage) throw new PickleError('a storage is damaged, or a view of another');
  return new TorchStorage(key, name as StorageClass, elements);
}

function isCount(value: PickleValue): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isShape(value: PickleValue): value is number[] {
  return Array.isArray(value) && value.length <= 8 && value.every(isCount);
}
