import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Float16Array } from '@petamoriken/float16';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { StylizeError } from '../../../../src/channel/errors';
import {
  readSafetensors,
  type Safetensors,
  writeSafetensors,
} from '../../../../src/engine/network/safetensors';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-safetensors-'));
  path = join(folder, 'weights.safetensors');
});
afterEach(() => rm(folder, { recursive: true }));

const example: Safetensors = {
  metadata: { title: 'Überprüft' },
  tensors: new Map([
    ['a', { shape: [2, 3], data: Float32Array.of(1, -2, 0.5, 1e-8, 3.25, -0) }],
    ['empty', { shape: [0, 4], data: new Float32Array(0) }],
    ['scalar', { shape: [], data: Float32Array.of(7) }],
  ]),
};

/** A file built from the format's definition: header length, header, data. */
function file(header: unknown, data: Uint8Array = new Uint8Array(0)): Buffer {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, data]);
}

function tensor(shape: unknown, begin: unknown, end: unknown, dtype: unknown = 'F32'): unknown {
  return { dtype, shape, data_offsets: [begin, end] };
}

describe('a safetensors file', () => {
  test('comes back as it was written', async () => {
    await writeSafetensors(path, example);

    expect(await readSafetensors(path)).toEqual(example);
  });

  test('is rounded to nearest in float16', async () => {
    await writeSafetensors(path, example, 'F16');

    const { tensors } = await readSafetensors(path);
    // 1e-8 is below half of float16's smallest number, 2^-24.
    expect(tensors.get('a')!.data).toEqual(Float32Array.of(1, -2, 0.5, 0, 3.25, -0));
  });

  test('is read by the format’s definition, whatever the order of its header', async () => {
    const data = Buffer.from('0000803f' + '000000c0' + '003c', 'hex');
    await writeFile(path, file({ z: tensor([1], 8, 10, 'F16'), b: tensor([2, 1], 0, 8) }, data));

    const { tensors } = await readSafetensors(path);

    expect([...tensors.keys()]).toEqual(['b', 'z']);
    expect(tensors.get('b')).toEqual({ shape: [2, 1], data: Float32Array.of(1, -2) });
    expect(tensors.get('z')).toEqual({ shape: [1], data: Float32Array.of(1) });
  });

  test('has the value of every float16 bit pattern', async () => {
    const patterns = Uint16Array.from({ length: 1 << 16 }, (_, bits) => bits);
    await writeFile(path, file({ a: tensor([1 << 16], 0, 1 << 17, 'F16') }, new Uint8Array(patterns.buffer)));

    const { data } = (await readSafetensors(path)).tensors.get('a')!;

    expect(data).toEqual(Float32Array.from(new Float16Array(patterns.buffer)));
  });

  test('has data that begins at a multiple of eight bytes', async () => {
    await writeSafetensors(path, example);

    expect((await readFile(path)).readUInt32LE() % 8).toBe(0);
  });

  test('replaces an older one and leaves nothing else behind', async () => {
    await writeFile(path, 'older');

    await writeSafetensors(path, example);

    expect(await readdir(folder)).toEqual(['weights.safetensors']);
    expect(await readSafetensors(path)).toEqual(example);
  });

  test('that cannot be written says so and leaves nothing behind', async () => {
    await writeFile(path, 'a file, not a folder');

    const writing = writeSafetensors(join(path, 'inside.safetensors'), example);

    await expect(writing).rejects.toMatchObject({ code: 'unwritable-output' });
    expect(await readdir(folder)).toEqual(['weights.safetensors']);
  });

  test('is not written from data that does not fit its shape', async () => {
    const tensors = new Map([['a', { shape: [3], data: new Float32Array(2) }]]);

    await expect(writeSafetensors(path, { metadata: {}, tensors })).rejects.toThrow(RangeError);
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('a bad safetensors file is refused with the reason:', () => {
  const four = new Uint8Array(4);
  const eight = new Uint8Array(8);
  const longHeader = Buffer.alloc((1 << 20) + 9, ' ');
  longHeader.writeBigUInt64LE(BigInt((1 << 20) + 1));
  const hugeLength = Buffer.alloc(64, 0xff);

  test.each<[string, Uint8Array, RegExp]>([
    ['empty', new Uint8Array(0), /empty/],
    ['shorter than its length', four, /too short/],
    ['a header longer than the file', hugeLength, /header is longer than the file/],
    ['a header over the cap', longHeader, /longer than 1 MiB/],
    ['text', Buffer.from('this is not a network at all'), /not a safetensors file/],
    ['a header that is not JSON', file('{"a":'), /not JSON/],
    [
      'a header that is not UTF-8',
      Buffer.concat([file('{"a":"  "}').subarray(0, 14), Buffer.from([0xff, 0xfe, 0x22, 0x7d])]),
      /not JSON/,
    ],
    ['a header that is a list', file([]), /not a JSON object/],
    ['a header that is null', file('null'), /not a JSON object/],
    ['metadata of numbers', file({ __metadata__: { a: 1 } }), /only contain strings/],
    ['a tensor that is no object', file({ a: 3 }), /tensor "a"/],
    ['an unknown dtype', file({ a: tensor([1], 0, 4, 'Q32') }, four), /dtype "Q32" is unknown/],
    [
      'integers',
      file({ a: tensor([1], 0, 4, 'I32') }, four),
      /it contains I32 values where floating point is expected/,
    ],
    ['a missing shape', file({ a: { dtype: 'F32', data_offsets: [0, 4] } }, four), /tensor "a": shape/],
    ['a negative extent', file({ a: tensor([-1], 0, 4) }, four), /tensor "a": shape/],
    ['a fractional extent', file({ a: tensor([0.5], 0, 2) }, four), /tensor "a": shape/],
    ['too many axes', file({ a: tensor(Array(9).fill(1), 0, 4) }, four), /tensor "a": shape/],
    ['an overflowing shape', file({ a: tensor([2 ** 40, 2 ** 40], 0, 4) }, four), /needs other offsets/],
    [
      'an unknown key',
      file({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4], x: 1 } }, four),
      /tensor "a"/,
    ],
    ['a negative offset', file({ a: tensor([1], -4, 0) }, four), /tensor "a": data_offsets/],
    ['offsets the wrong way round', file({ a: tensor([1], 4, 0) }, four), /needs other offsets/],
    ['offsets of another shape', file({ a: tensor([2], 0, 4) }, four), /shape 2 needs other offsets/],
    ['overlapping tensors', file({ a: tensor([1], 0, 4), b: tensor([1], 0, 4) }, four), /overlaps/],
    ['a gap at the start', file({ a: tensor([1], 4, 8) }, eight), /gap/],
    [
      'a gap between tensors',
      file({ a: tensor([1], 0, 4), b: tensor([1], 8, 12) }, new Uint8Array(12)),
      /gap/,
    ],
    ['too little data', file({ a: tensor([2], 0, 8) }, four), /truncated/],
    ['too much data', file({ a: tensor([1], 0, 4) }, eight), /4 bytes at its end belong to no tensor/],
  ])('%s', async (_name, bytes, reason) => {
    await writeFile(path, bytes);

    const error: unknown = await readSafetensors(path).catch((thrown: unknown) => thrown);

    expect(error).toBeInstanceOf(StylizeError);
    expect(error).toMatchObject({ code: 'bad-weights', file: path });
    expect((error as StylizeError).message).toMatch(reason);
    expect((error as StylizeError).message).toContain('weights.safetensors');
    expect((error as StylizeError).hint).toBeDefined();
  });

  test('missing', async () => {
    await expect(readSafetensors(path)).rejects.toMatchObject({ code: 'file-not-found', file: path });
  });

  test('a folder', async () => {
    await expect(readSafetensors(folder)).rejects.toMatchObject({
      code: 'bad-weights',
      message: expect.stringContaining('folder') as string,
    });
  });
});

test('any damage to a safetensors file gives its tensors or a clear error', async () => {
  await writeSafetensors(path, example);
  const original = await readFile(path);
  const generator = xoroshiro128plus(20260101);
  const below = (limit: number) => uniformInt(generator, 0, limit - 1);
  const outcomes = { read: 0, refused: 0 };

  for (let round = 0; round < 300; round++) {
    let bytes: Buffer = Buffer.from(original);
    const kind = below(4);
    if (kind === 0) bytes = bytes.subarray(0, below(bytes.length));
    else if (kind === 1) bytes = Buffer.concat([bytes, Buffer.alloc(1 + below(8))]);
    else for (let i = 0; i <= below(6); i++) bytes[below(bytes.length)] = below(256);
    await writeFile(path, bytes);

    try {
      const { tensors } = await readSafetensors(path);
      for (const { shape, data } of tensors.values()) {
        expect(data.length).toBe(shape.reduce((product, extent) => product * extent, 1));
      }
      outcomes.read++;
    } catch (error) {
      expect(error).toBeInstanceOf(StylizeError);
      expect(error).toMatchObject({ code: 'bad-weights', file: path });
      outcomes.refused++;
    }
  }

  // The format cannot detect damage to values alone, so both outcomes must have occurred.
  expect(outcomes.read).toBeGreaterThan(3);
  expect(outcomes.refused).toBeGreaterThan(100);
});
