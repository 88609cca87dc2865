import * as l10n from '../../../../channel/l10n';
import type { OpenFile } from '../../../platform/files';
import { badWeights, withWeightFile } from '../../weights-access';
import { type ByteSource, FileSource, InflatingSource } from '../byte-source';

/*
 * MATLAB's Level 5 MAT-file format (MathWorks, MAT-File Format, R2021b): 128 bytes of header, then one data element per
 * variable. An element is a tag (type and length, 32 bits each) and its data, padded to eight bytes; up to four bytes of
 * data may be in the tag itself. A matrix is an element that consists of elements: flags, dimensions, name, then
 * whatever its class requires. A variable may be a zlib stream of its element.
 */

export interface NumericArray {
  readonly kind: 'numeric';
  readonly dimensions: readonly number[];
  /** The first index varies fastest. Undefined when there are more than `maximalArrayBytes`. */
  readonly values: Float32Array | Float64Array | undefined;
}

export interface TextArray {
  readonly kind: 'text';
  readonly text: string;
}

export interface CellArray {
  readonly kind: 'cells';
  readonly cells: readonly MatValue[];
}

export interface StructArray {
  readonly kind: 'structs';
  readonly structs: readonly ReadonlyMap<string, MatValue>[];
}

/** A value that is not read: an object, a sparse matrix, 64-bit integers. */
export interface OpaqueValue {
  readonly kind: 'opaque';
}

export type MatValue = NumericArray | TextArray | CellArray | StructArray | OpaqueValue;

export interface MatOptions {
  /** The variables to read. */
  readonly variables: ReadonlySet<string>;
  /** Larger numeric arrays are skipped. */
  readonly maximalArrayBytes: number;
}

/** Every file of the format begins with this. */
export const matSignature = 'MATLAB 5.0 MAT-file';

const headerBytes = 128;

/** Bounds on what a hostile file can make us do; `imagenet-vgg-verydeep-19.mat` has 4 variables and 5000 values. */
const bounds = {
  variables: 64,
  values: 100_000,
  depth: 12,
  /** For comparison: 1.15 GB with the classifier in float64. */
  inflatedBytes: 1.25 * 2 ** 30,
  keptBytes: 2 ** 28,
};

const types = { matrix: 14, compressed: 15 } as const;
const classes = { cell: 1, struct: 2, char: 4, double: 6, single: 7, uint32: 13 } as const;

/** Types of numbers: how many bytes each one takes, and how to read it. */
const numbers: Readonly<
  Record<number, { readonly bytes: number; read(data: Buffer, at: number): number } | undefined>
> = {
  1: { bytes: 1, read: (data, at) => data.readInt8(at) },
  2: { bytes: 1, read: (data, at) => data.readUInt8(at) },
  3: { bytes: 2, read: (data, at) => data.readInt16LE(at) },
  4: { bytes: 2, read: (data, at) => data.readUInt16LE(at) },
  5: { bytes: 4, read: (data, at) => data.readInt32LE(at) },
  6: { bytes: 4, read: (data, at) => data.readUInt32LE(at) },
  7: { bytes: 4, read: (data, at) => data.readFloatLE(at) },
  9: { bytes: 8, read: (data, at) => data.readDoubleLE(at) },
};

/** Types of text. */
const encodings: Readonly<Record<number, BufferEncoding | undefined>> = {
  1: 'latin1',
  2: 'latin1',
  4: 'utf16le',
  16: 'utf8',
  17: 'utf16le',
};

/**
 * Reads variables of a MAT-file.
 *
 * @throws StylizeError 'file-not-found', or 'bad-weights' when the file is of another version, or damaged
 */
export async function readMatFile(path: string, options: MatOptions): Promise<ReadonlyMap<string, MatValue>> {
  return withWeightFile(path, async (file, size) => {
    try {
      return await readVariables(file, size, options);
    } catch (error) {
      throw badWeights(path, l10n.t`the MAT-file is damaged: ${(error as Error).message}`, { cause: error });
    }
  });
}

async function readVariables(
  file: OpenFile,
  size: number,
  options: MatOptions,
): Promise<ReadonlyMap<string, MatValue>> {
  const header = await new FileSource(file, 0, size).read(headerBytes);
  if (header.toString('latin1', headerBytes - 2) !== 'IM')
    throw new RangeError('its values are not little endian');
  const found = new Map<string, MatValue>();
  const budget = { values: bounds.values, bytes: bounds.keptBytes };
  let start = headerBytes;
  for (let count = 0; start < size; count++) {
    if (count === bounds.variables) throw new RangeError('it has too many variables');
    const tag = await new FileSource(file, start, size).read(8);
    const type = tag.readUInt32LE(0);
    const end = start + 8 + tag.readUInt32LE(4);
    if (end > size) throw new RangeError(`it is truncated: it has ${size} of ${end} bytes`);
    if (type === types.compressed) {
      const source = new InflatingSource(file, start + 8, end, bounds.inflatedBytes);
      try {
        const isWhole = await new VariableReader(source, options, budget).readInto(found);
        if (isWhole) await source.expectEnd();
      } finally {
        source.close();
      }
    } else {
      await new VariableReader(new FileSource(file, start, end), options, budget).readInto(found);
    }
    start = end;
  }
  return found;
}

/** How much the reader may still keep. */
interface Budget {
  values: number;
  bytes: number;
}

interface Element {
  readonly type: number;
  readonly length: number;
  /** The data, if it is in the tag. */
  readonly inTag: Buffer | undefined;
}

interface ArrayHeader {
  readonly class: number;
  readonly dimensions: readonly number[];
  readonly name: string;
}

class VariableReader {
  #position = 0;
  readonly #source: ByteSource;
  readonly #options: MatOptions;
  readonly #budget: Budget;

  constructor(source: ByteSource, options: MatOptions, budget: Budget) {
    this.#source = source;
    this.#options = options;
    this.#budget = budget;
  }

  /** Reads the variable if it is wanted. Returns whether it was. */
  async readInto(found: Map<string, MatValue>): Promise<boolean> {
    const { type, length } = await this.#element(Infinity);
    const end = this.#position + length;
    if (type !== types.matrix) throw new RangeError(`a variable is of the unknown type ${type}`);
    const header = await this.#header(end);
    if (!this.#options.variables.has(header.name)) return false;
    found.set(header.name, await this.#content(header, end, 0));
    return true;
  }

  /** An array within a cell or a struct. */
  async #value(outerEnd: number, depth: number): Promise<MatValue> {
    const { type, length } = await this.#element(outerEnd);
    const end = this.#position + length;
    if (type !== types.matrix || end > outerEnd) throw new RangeError('an array is damaged');
    if (depth > bounds.depth) throw new RangeError('its arrays are nested too deeply');
    if (length === 0) return { kind: 'numeric', dimensions: [0, 0], values: new Float64Array() };
    return this.#content(await this.#header(end), end, depth);
  }

  async #header(end: number): Promise<ArrayHeader> {
    const flags = await this.#data(await this.#element(end), end, 8);
    const dimensions = await this.#data(await this.#element(end), end, 64);
    const name = await this.#data(await this.#element(end), end, 256);
    if (flags.length < 8 || dimensions.length % 4 !== 0)
      throw new RangeError('the header of an array is damaged');
    return {
      class: flags[0]!,
      dimensions: Array.from({ length: dimensions.length / 4 }, (_, i) => dimensions.readUInt32LE(4 * i)),
      name: name.toString('latin1'),
    };
  }

  async #content(header: ArrayHeader, end: number, depth: number): Promise<MatValue> {
    if (--this.#budget.values < 0) throw new RangeError('it has too many values');
    const value = await this.#known(header, end, depth);
    // Skips the rest: the imaginary part of numbers, or an unknown value.
    await this.#skip(end - this.#position, end);
    return value;
  }

  async #known({ class: kind, dimensions }: ArrayHeader, end: number, depth: number): Promise<MatValue> {
    const count = dimensions.reduce((product, extent) => product * extent, 1);
    switch (kind) {
      case classes.cell:
        return { kind: 'cells', cells: await this.#values(count, end, depth) };
      case classes.struct:
        return { kind: 'structs', structs: await this.#structs(count, end, depth) };
      case classes.char:
        return this.#text(end);
      default:
        if (kind < classes.double || kind > classes.uint32) return { kind: 'opaque' };
        return this.#numeric(kind === classes.single ? Float32Array : Float64Array, count, dimensions, end);
    }
  }

  async #values(count: number, end: number, depth: number): Promise<MatValue[]> {
    const values: MatValue[] = [];
    for (let i = 0; i < count; i++) values.push(await this.#value(end, depth + 1));
    return values;
  }

  async #structs(count: number, end: number, depth: number): Promise<Map<string, MatValue>[]> {
    if (count > bounds.values) throw new RangeError('it has too many values');
    const nameLength = (await this.#data(await this.#element(end), end, 8)).readUInt32LE(0);
    const names = await this.#data(await this.#element(end), end, 1 << 16);
    const fields: string[] = [];
    for (let at = 0; nameLength > 0 && at < names.length; at += nameLength) {
      fields.push(names.toString('latin1', at, at + nameLength).replace(/\0.*$/s, ''));
    }
    const structs: Map<string, MatValue>[] = [];
    for (let i = 0; i < count; i++) {
      const values = await this.#values(fields.length, end, depth);
      structs.push(new Map(fields.map((field, index) => [field, values[index]!])));
    }
    return structs;
  }

  async #text(end: number): Promise<MatValue> {
    const element = await this.#element(end);
    const encoding = encodings[element.type];
    if (encoding === undefined || element.length > 1 << 16) return { kind: 'opaque' };
    return { kind: 'text', text: (await this.#data(element, end, element.length)).toString(encoding) };
  }

  async #numeric(
    Values: typeof Float32Array | typeof Float64Array,
    count: number,
    dimensions: readonly number[],
    end: number,
  ): Promise<MatValue> {
    const element = await this.#element(end);
    const number = numbers[element.type];
    if (!number) return { kind: 'opaque' };
    if (element.length !== count * number.bytes)
      throw new RangeError('the length of an array does not match its dimensions');
    if (element.length > this.#options.maximalArrayBytes)
      return { kind: 'numeric', dimensions, values: undefined };
    this.#budget.bytes -= count * Values.BYTES_PER_ELEMENT;
    if (this.#budget.bytes < 0) throw new RangeError('it is unbelievably large');
    const data = await this.#data(element, end, element.length);
    const values = new Values(count);
    for (let i = 0; i < count; i++) values[i] = number.read(data, i * number.bytes);
    return { kind: 'numeric', dimensions, values };
  }

  async #element(end: number): Promise<Element> {
    const tag = await this.#take(8, end);
    const shortLength = tag.readUInt16LE(2);
    if (shortLength === 0)
      return { type: tag.readUInt32LE(0), length: tag.readUInt32LE(4), inTag: undefined };
    if (shortLength > 4) throw new RangeError('a tag is damaged');
    return { type: tag.readUInt16LE(0), length: shortLength, inTag: tag.subarray(4, 4 + shortLength) };
  }

  async #data({ length, inTag }: Element, end: number, maximal: number): Promise<Buffer> {
    if (inTag) return inTag;
    if (length > maximal) throw new RangeError('an element is too long');
    const data = await this.#take(length, end);
    await this.#skip(Math.min(-length & 7, end - this.#position), end);
    return data;
  }

  #take(length: number, end: number): Promise<Buffer> {
    this.#advance(length, end);
    return this.#source.read(length);
  }

  #skip(length: number, end: number): Promise<void> {
    this.#advance(length, end);
    return this.#source.skip(length);
  }

  #advance(length: number, end: number): void {
    if (length > end - this.#position) throw new RangeError('an array ends too early');
    this.#position += length;
  }
}
