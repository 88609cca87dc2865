import { parse, stringify } from 'devalue';
import * as z from 'zod';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { OpenFile } from '../platform/files';
import { platform } from '../platform/platform';
import { sha256 } from '../platform/sha256';

/*
 * A checkpoint in one file: sixteen bytes of signature, format and the header's length; the header's SHA-256; the header,
 * JSON in UTF-8; then the arrays of the state, one after the other, each from a multiple of eight on. The header has the
 * record, as JSON; the state, as `devalue` writes it, which knows Infinity, NaN, −0 and undefined; and of each array the
 * type, the length and the SHA-256.
 *
 * Every machine that ONNX Runtime supports is little endian, so that arrays are copied unchanged.
 */

/** Incremented with every change to this layout, to `RunRecord` or to a state that goes into it. */
export const checkpointFormat = 1;

const signature = 'stylize\n';
const prefixBytes = 16;
const digestBytes = 32;
const longestHeader = 1 << 24;

const arrayTypes = { float32: Float32Array, float64: Float64Array } as const;
type StateArray = Float32Array | Float64Array;

const headerSchema = z.strictObject({
  record: z.string(),
  state: z.string(),
  arrays: z.array(
    z.strictObject({
      type: z.enum(['float32', 'float64']),
      length: z.int().nonnegative(),
      sha256: z.string(),
    }),
  ),
});
type Header = z.infer<typeof headerSchema>;

/**
 * Writes a checkpoint, whole or not at all, for the person alone. Nothing may change the state meanwhile.
 *
 * @param record what there is to know without the state; JSON
 * @param state plain data with arrays of floats
 * @returns its size in bytes
 * @throws an Error with the system's code
 */
export async function writeCheckpoint(path: string, record: object, state: object): Promise<number> {
  const arrays: StateArray[] = [];
  const text = stringify(state, {
    array: (value: unknown) => {
      const isArray = value instanceof Float32Array || value instanceof Float64Array;
      return isArray && [arrays.push(value) - 1];
    },
  });
  const described: Header['arrays'] = [];
  for (const array of arrays) {
    const type = array instanceof Float64Array ? 'float64' : 'float32';
    described.push({ type, length: array.length, sha256: await sha256(bytesOf(array)) });
  }
  const header = new TextEncoder().encode(
    JSON.stringify({ record: JSON.stringify(record), state: text, arrays: described } satisfies Header),
  );
  const prefix = new Uint8Array(prefixBytes);
  prefix.set(new TextEncoder().encode(signature));
  const view = new DataView(prefix.buffer);
  view.setUint32(8, checkpointFormat, true);
  view.setUint32(12, header.length, true);

  const chunks = [prefix, bytesOfHex(await sha256(header)), header, padding(header.length)];
  for (const array of arrays) chunks.push(bytesOf(array), padding(array.byteLength));
  await platform().files.writePrivate(path, chunks);
  return chunks.reduce((sum, { length }) => sum + length, 0);
}

/** How many bytes a state has, all but the few of its description. */
export function sizeOf(state: unknown): number {
  if (ArrayBuffer.isView(state)) return state.byteLength;
  if (typeof state !== 'object' || state === null) return 0;
  return Object.values(state).reduce<number>((sum, part) => sum + sizeOf(part), 0);
}

/**
 * Reads what there is to know about a checkpoint.
 *
 * @throws StylizeError `bad-checkpoint`, or an Error with the system's code
 */
export async function readCheckpointRecord(path: string): Promise<{ record: unknown; bytes: number }> {
  return withCheckpoint(path, ({ record }, _file, bytes) => ({
    record: JSON.parse(record) as unknown,
    bytes,
  }));
}

/** Reads a whole checkpoint, and checks every byte of it. Throws as `readCheckpointRecord`. */
export async function readCheckpoint(path: string): Promise<{ record: unknown; state: object }> {
  return withCheckpoint(path, async ({ record, state, arrays }, file) => {
    const read: StateArray[] = [];
    for (const { type, length, sha256: digest } of arrays) {
      const array = new arrayTypes[type](length);
      await file.next(bytesOf(array));
      await file.next(padding(array.byteLength));
      if ((await sha256(bytesOf(array))) !== digest) throw damaged(path);
      read.push(array);
    }
    const restored = parse(state, { array: ([index]: [number]) => read[index] }) as object;
    return { record: JSON.parse(record) as unknown, state: restored };
  });
}

async function withCheckpoint<Result>(
  path: string,
  use: (header: Header, file: Cursor, bytes: number) => Result | Promise<Result>,
): Promise<Result> {
  const { files } = platform();
  const { size } = await files.status(path);
  return files.withFile(path, async (open) => {
    const file = new Cursor(path, open);
    const prefix = await file.next(new Uint8Array(prefixBytes));
    const view = new DataView(prefix.buffer);
    if (new TextDecoder().decode(prefix.subarray(0, 8)) !== signature) throw damaged(path);
    const format = view.getUint32(8, true);
    if (format !== checkpointFormat) throw otherVersion(path);
    const length = view.getUint32(12, true);
    if (length > Math.min(size, longestHeader)) throw damaged(path);

    const digest = await file.next(new Uint8Array(digestBytes));
    const text = await file.next(new Uint8Array(length));
    await file.next(padding(length));
    if ((await sha256(text)) !== hexOf(digest)) throw damaged(path);
    const header = headerSchema.parse(JSON.parse(new TextDecoder().decode(text)));
    const dataBytes = header.arrays.reduce((sum, { type, length }) => {
      const bytes = length * arrayTypes[type].BYTES_PER_ELEMENT;
      return sum + bytes + padding(bytes).length;
    }, 0);
    if (file.position + dataBytes !== size) throw damaged(path);
    return use(header, file, size);
  });
}

/** Reads a file from its beginning on. */
class Cursor {
  readonly #path: string;
  readonly #file: OpenFile;
  #position = 0;

  constructor(path: string, file: OpenFile) {
    this.#path = path;
    this.#file = file;
  }

  get position(): number {
    return this.#position;
  }

  /** Fills the target with the next bytes. */
  async next<Target extends Uint8Array>(target: Target): Promise<Target> {
    for (let filled = 0; filled < target.length;) {
      const count = await this.#file.read(target.subarray(filled), this.#position);
      if (count === 0) throw damaged(this.#path);
      filled += count;
      this.#position += count;
    }
    return target;
  }
}

function damaged(file: string): StylizeError {
  return new StylizeError(
    'bad-checkpoint',
    l10n.t`The checkpoint is damaged: the run cannot go on from it.`,
    {
      file,
      hint: l10n.t`Start the run again. "stylize resume --discard" removes the checkpoint.`,
    },
  );
}

function otherVersion(file: string): StylizeError {
  return new StylizeError(
    'bad-checkpoint',
    l10n.t`The checkpoint was written by another version of Stylize.`,
    {
      file,
      hint: l10n.t`Go on with the version that began the run, or start the run again with this one.`,
    },
  );
}

const bytesOf = ({ buffer, byteOffset, byteLength }: StateArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** What leads to the next multiple of eight. */
const padding = (length: number): Uint8Array => new Uint8Array(-length & 7);

const hexOf = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g)!, (byte) => parseInt(byte, 16));
