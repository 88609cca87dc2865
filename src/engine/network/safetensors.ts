import * as z from 'zod';

import * as l10n from '../../channel/l10n';
import type { OpenFile } from '../platform/files';
import { decodeFloats, type FloatType } from './float-types';
import { encodeFloat16 } from './float16';
import { badWeights, readExactly, withWeightFile, writeAtomically } from './weights-access';

/*
 * The safetensors format (https://huggingface.co/docs/safetensors): eight bytes with the header's length, little
 * endian; the header, a JSON object of name → {dtype, shape, data_offsets}, padded with spaces; the tensors' bytes,
 * little endian and row-major, with neither gap nor overlap. `__metadata__` maps strings to strings.
 *
 * Every machine that ONNX Runtime supports is little endian, so float32 data is copied unchanged.
 */

/** Bytes per element. Only floating point is read; a file may contain other tensors besides. */
const bytesPerElement = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  F8_E4M3: 1,
  F8_E5M2: 1,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U64: 8,
  U32: 4,
  U16: 2,
  U8: 1,
  BOOL: 1,
} as const;
type AnyDtype = keyof typeof bytesPerElement;

const floatTypes: Readonly<Partial<Record<AnyDtype, FloatType>>> = {
  F64: 'float64',
  F32: 'float32',
  F16: 'float16',
  BF16: 'bfloat16',
};

/** The types that Stylize writes. */
export type Dtype = 'F32' | 'F16';

export interface Tensor {
  readonly shape: readonly number[];
  /** Row-major; as many values as the shape says. */
  readonly data: Float32Array;
}

export interface TensorEntry {
  readonly dtype: AnyDtype;
  readonly shape: readonly number[];
  /** Position of the first byte in the file. */
  readonly position: number;
  readonly byteLength: number;
}

export interface SafetensorsHeader {
  readonly metadata: Readonly<Record<string, string>>;
  /** In the order of their data in the file. */
  readonly entries: ReadonlyMap<string, TensorEntry>;
}

export interface Safetensors {
  readonly metadata: Readonly<Record<string, string>>;
  readonly tensors: ReadonlyMap<string, Tensor>;
}

/** A network of 16 convolutions needs 6 kB: a longer header is not ours, and not worth the memory. */
const maximalHeaderBytes = 1 << 20;
const prefixBytes = 8;

const metadataSchema = z.record(z.string(), z.string());
const entrySchema = z.strictObject({
  dtype: z.enum(Object.keys(bytesPerElement) as [AnyDtype], {
    error: (issue) => `dtype ${JSON.stringify(issue.input ?? null).slice(0, 40)} is unknown`,
  }),
  shape: z.array(z.int().nonnegative()).max(8),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});

/**
 * Reads a safetensors file's description of its tensors, a few kilobytes, without their data.
 *
 * @throws StylizeError 'file-not-found', or 'bad-weights' with the reason
 */
export async function readSafetensorsHeader(path: string): Promise<SafetensorsHeader> {
  return withWeightFile(path, (file, size) => readHeader(file, path, size));
}

/**
 * Reads a safetensors file of floating point tensors.
 *
 * @returns all tensors as float32
 * @throws StylizeError 'file-not-found', or 'bad-weights' with the reason
 */
export async function readSafetensors(path: string): Promise<Safetensors> {
  return withSafetensors(path, async ({ metadata, entries }, read) => {
    const tensors = new Map<string, Tensor>();
    for (const [name, entry] of entries) {
      tensors.set(name, { shape: entry.shape, data: await read(entry) });
    }
    return { metadata, tensors };
  });
}

/**
 * Opens a safetensors file for the duration of `use`, which reads the tensors it wants as float32.
 *
 * @throws StylizeError as `readSafetensors`
 */
export async function withSafetensors<Result>(
  path: string,
  use: (header: SafetensorsHeader, read: (entry: TensorEntry) => Promise<Float32Array>) => Promise<Result>,
): Promise<Result> {
  return withWeightFile(path, async (file, size) =>
    use(await readHeader(file, path, size), (entry) => readData(file, path, entry)),
  );
}

/**
 * Writes a safetensors file, whole or not at all.
 *
 * @param dtype of every tensor in the file; float16 rounds to nearest
 * @throws StylizeError 'unwritable-output'
 * @throws RangeError when a tensor's data does not fit its shape
 */
export async function writeSafetensors(
  path: string,
  { metadata, tensors }: Safetensors,
  dtype: Dtype = 'F32',
): Promise<void> {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, data }] of tensors) {
    if (elements(shape) !== data.length)
      throw new RangeError(`${name}: ${data.length} values, not ${shape.join('×')}`);
    const end = offset + data.length * bytesPerElement[dtype];
    header[name] = { dtype, shape, data_offsets: [offset, end] };
    offset = end;
  }

  const json = JSON.stringify(header);
  // Data that begins at a multiple of eight can be mapped by other readers.
  const text = new TextEncoder().encode(json + ' '.repeat(-byteLength(json) & 7));
  const prefix = new Uint8Array(prefixBytes);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(text.length), true);

  await writeAtomically(path, chunks());

  function* chunks(): Generator<Uint8Array> {
    yield prefix;
    yield text;
    for (const { data } of tensors.values()) yield dtype === 'F16' ? encodeFloat16(data) : bytesOf(data);
  }
}

async function readHeader(file: OpenFile, path: string, size: number): Promise<SafetensorsHeader> {
  if (size < prefixBytes) throw badWeights(path, l10n.t`it is too short for a safetensors file`);
  const prefix = new Uint8Array(prefixBytes);
  await readExactly(file, path, prefix, 0);
  const length = new DataView(prefix.buffer).getBigUint64(0, true);
  if (length > BigInt(size - prefixBytes)) {
    throw badWeights(
      path,
      l10n.t`it is not a safetensors file, or it is truncated: its header is longer than the file`,
    );
  }
  if (length > maximalHeaderBytes)
    throw badWeights(path, l10n.t`its safetensors header is longer than 1 MiB`);

  const text = new Uint8Array(Number(length));
  await readExactly(file, path, text, prefixBytes);
  return parseHeader(path, text, size);
}

function parseHeader(path: string, text: Uint8Array, fileSize: number): SafetensorsHeader {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(text));
  } catch (cause) {
    throw badWeights(path, l10n.t`its safetensors header is not JSON`, { cause });
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw badWeights(path, l10n.t`its safetensors header is not a JSON object`);
  }

  const dataStart = prefixBytes + text.length;
  const entries: [string, TensorEntry][] = [];
  let metadata: Readonly<Record<string, string>> = {};
  for (const [name, value] of Object.entries(json)) {
    if (name === '__metadata__') {
      const parsed = metadataSchema.safeParse(value);
      if (!parsed.success)
        throw badWeights(path, l10n.t`__metadata__ may only contain strings`, { cause: parsed.error });
      metadata = parsed.data;
    } else {
      entries.push([name, parseEntry(path, name, value, dataStart)]);
    }
  }

  entries.sort(([, a], [, b]) => a.position - b.position || a.byteLength - b.byteLength);
  let position = dataStart;
  for (const [name, entry] of entries) {
    if (entry.position !== position) {
      const flaw =
        entry.position < position ? l10n.t`overlaps another tensor` : l10n.t`leaves a gap before it`;
      throw badWeights(path, l10n.t`the data of ${quote(name)} ${flaw}`);
    }
    position += entry.byteLength;
  }
  if (position > fileSize) {
    throw badWeights(path, l10n.t`it is truncated: it has ${fileSize} of ${position} bytes`);
  }
  if (position < fileSize) {
    throw badWeights(path, l10n.t`${fileSize - position} bytes at its end belong to no tensor`);
  }
  return { metadata, entries: new Map(entries) };
}

function parseEntry(path: string, name: string, value: unknown, dataStart: number): TensorEntry {
  const parsed = entrySchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const where = issue.path.length > 0 ? `${issue.path.join('.')}: ` : '';
    throw badWeights(path, l10n.t`tensor ${quote(name)}: ${where}${issue.message}`, { cause: parsed.error });
  }
  const { dtype, shape, data_offsets: offsets } = parsed.data;
  const [begin, end] = offsets;
  if (end - begin !== elements(shape) * bytesPerElement[dtype]) {
    throw badWeights(path, l10n.t`tensor ${quote(name)}: its shape ${shape.join('×')} needs other offsets`);
  }
  return { dtype, shape, position: dataStart + begin, byteLength: end - begin };
}

async function readData(
  file: OpenFile,
  path: string,
  { dtype, position, byteLength }: TensorEntry,
): Promise<Float32Array> {
  const type = floatTypes[dtype];
  if (!type) throw badWeights(path, l10n.t`it contains ${dtype} values where floating point is expected`);
  // The header has been checked against the file's size, so a hostile shape cannot demand more memory than that.
  const bytes = new Uint8Array(byteLength);
  await readExactly(file, path, bytes, position);
  return decodeFloats(bytes, type);
}

/** Little endian, as every machine is that ONNX Runtime supports. */
export function bytesOf(data: Float32Array): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

function elements(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/** A name from a file, shortened and with control characters escaped. */
function quote(name: string): string {
  return JSON.stringify(name.length > 60 ? `${name.slice(0, 60)}…` : name);
}

const byteLength = (text: string): number => new TextEncoder().encode(text).length;
