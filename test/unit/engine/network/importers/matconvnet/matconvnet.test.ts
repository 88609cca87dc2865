import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { InflatingSource } from '../../../../../../src/engine/network/importers/byte-source';
import { readMatFile } from '../../../../../../src/engine/network/importers/matconvnet/mat5';
import { vgg19, vggLayers } from '../../../../../../src/engine/network/network';
import { nodePlatform } from '../../../../../../src/engine/node/platform';
import { readKerasVgg19 } from '../../../../../../src/engine/node/weights/keras';
import { readForeignNetwork } from '../../../../../../src/engine/node/weights/read-foreign';
import { sharedFile } from '../../../../../support/system/shared-data';
import { countedNetwork, fixture } from '../fixtures';
import { refusal } from '../refusal';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-mat-'));
  path = join(folder, 'net.mat');
});
afterEach(() => rm(folder, { recursive: true }));

const counted = countedNetwork();
const expected = counted.description;

describe("a network of MatConvNet's is read", () => {
  test.each([
    ['compressed, with a mean colour', 'matconvnet.mat'],
    ['not compressed, with a mean picture and the names of older versions', 'matconvnet-older.mat'],
  ])('%s', async (_name, file) => {
    const { description, parameters, convention } = await readForeignNetwork(fixture(file), expected);

    expect(parameters).toEqual(counted.parameters);
    const input = { channelOrder: 'rgb', mean: [120.5, 115.25, 100.125], deviation: [1, 1, 1] };
    expect(description).toEqual({ ...expected, input });
    expect(convention).toBe('MatConvNet: RGB minus the mean of the file; its classifier is left out');
  });

  const real = sharedFile('data/weights/matconvnet-layout-to-conv3_1.mat');
  test.skipIf(real.skipReason)(real.title('with the values that Keras has, in RGB order'), async () => {
    const asFarAsConv3 = { ...vgg19, layers: vggLayers([64, 128, 256], undefined, 'conv3_1') };
    const keras = sharedFile('data/weights/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');

    const found = await readForeignNetwork(real.path, asFarAsConv3);

    const { parameters } = await readKerasVgg19(keras.path);
    expect([...found.parameters.keys()]).toEqual(['conv1_1', 'conv1_2', 'conv2_1', 'conv2_2', 'conv3_1']);
    for (const [name, { kernel, bias }] of found.parameters) {
      const same = parameters.get(name)!;
      expect(bias).toEqual(same.bias);
      if (name !== 'conv1_1') expect(kernel).toEqual(same.kernel);
    }
    const [rgb, bgr] = [found.parameters, parameters].map((each) => each.get('conv1_1')!.kernel);
    for (let at = 0; at < rgb!.length; at += 9) {
      const mirrored = at + 9 * (2 - 2 * ((at / 9) % 3));
      expect(rgb!.subarray(at, at + 9)).toEqual(bgr!.subarray(mirrored, mirrored + 9));
    }
    found.description.input.mean.forEach((mean, channel) => {
      expect(mean).toBeCloseTo(vgg19.input.mean[channel]!, 9);
    });
  });
});

describe("a network of MatConvNet's is refused", () => {
  const real = sharedFile('data/weights/matconvnet-layout-to-conv3_1.mat');
  test.skipIf(real.skipReason)(real.title('when it is only the beginning of VGG-19'), async () => {
    const error = await refusal(real.path, readForeignNetwork(real.path));

    expect(error.message).toContain(
      'it is not VGG-19: it has no conv3_2, conv3_3, conv3_4, conv4_1 (and 7 more).',
    );
  });

  test('when a kernel has another shape', async () => {
    const error = await refusal(fixture('matconvnet.mat'), readForeignNetwork(fixture('matconvnet.mat')));

    expect(error.message).toBe(
      "matconvnet.mat: it is not VGG-19: conv1_1's kernel is 4×3×3×3, not 64×3×3×3.",
    );
  });

  test('when it is of version 7.3, with what to do', async () => {
    await writeFile(path, 'MATLAB 7.3 MAT-file, Platform: GLNXA64'.padEnd(512));

    const error = await refusal(path, readForeignNetwork(path));

    expect(error.message).toContain('it is a MAT-file of version 7.3; save it with -v7 in MATLAB');
  });

  test('when it is big endian', async () => {
    const bytes = await readFile(fixture('matconvnet.mat'));
    bytes.write('MI', 126);
    await writeFile(path, bytes);

    const error = await refusal(path, readForeignNetwork(path));

    expect(error.message).toContain('its values are not little endian');
  });

  test('when it is cut off', async () => {
    const bytes = await readFile(fixture('matconvnet-older.mat'));
    await writeFile(path, bytes.subarray(0, -10));

    const error = await refusal(path, readForeignNetwork(path));

    expect(error.message).toContain(`it is truncated: it has ${bytes.length - 10} of ${bytes.length} bytes`);
  });

  test('when compressed values were changed', async () => {
    const bytes = await readFile(fixture('matconvnet.mat'));
    // The last byte of the first variable's checksum.
    const end = 128 + 8 + bytes.readUInt32LE(132);
    bytes[end - 1]! ^= 1;
    await writeFile(path, bytes);

    const error = await refusal(path, readForeignNetwork(path));

    expect(error.message).toContain('the MAT-file is damaged: incorrect data check');
  });

  test('when it does not say what its mean is', async () => {
    const bytes = await readFile(fixture('matconvnet-older.mat'));
    bytes.write('AverageImage', bytes.indexOf('averageImage'));
    await writeFile(path, bytes);

    const error = await refusal(path, readForeignNetwork(path, expected));

    expect(error.message).toContain('it does not say which mean to subtract (averageImage)');
  });
});

describe('the reader of MAT-files', () => {
  const file = (...elements: Buffer[]) => {
    const header = Buffer.alloc(128, 'MATLAB 5.0 MAT-file');
    header.write('IM', 126);
    return Buffer.concat([header, ...elements]);
  };
  const element = (type: number, data: Buffer) => {
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(type, 0);
    tag.writeUInt32LE(data.length, 4);
    return Buffer.concat([tag, data, Buffer.alloc(-data.length & 7)]);
  };
  const array = (kind: number, dimensions: number[], name: string, ...content: Buffer[]) =>
    element(
      14,
      Buffer.concat([
        element(6, Buffer.from([kind, 0, 0, 0, 0, 0, 0, 0])),
        element(5, Buffer.from(Uint32Array.from(dimensions).buffer)),
        element(1, Buffer.from(name)),
        ...content,
      ]),
    );
  const options = { variables: new Set(['x']), maximalArrayBytes: 1000 };
  const read = async (...elements: Buffer[]) => {
    await writeFile(path, file(...elements));
    return readMatFile(path, options);
  };

  // Numbers of a class are stored in the smallest type that holds them.
  test.each<[string, number, Buffer, number[]]>([
    ['int8', 1, Buffer.from([1, 0xff]), [1, -1]],
    ['uint8', 2, Buffer.from([1, 0xff]), [1, 255]],
    ['int16', 3, Buffer.from(Int16Array.of(1, -2).buffer), [1, -2]],
    ['uint16', 4, Buffer.from(Uint16Array.of(1, 65535).buffer), [1, 65535]],
    ['int32', 5, Buffer.from(Int32Array.of(1, -70000).buffer), [1, -70000]],
    ['uint32', 6, Buffer.from(Uint32Array.of(1, 4e9).buffer), [1, 4e9]],
    ['single', 7, Buffer.from(Float32Array.of(1, 0.5).buffer), [1, 0.5]],
    ['double', 9, Buffer.from(Float64Array.of(1, 0.1).buffer), [1, 0.1]],
  ])('reads numbers stored as %s', async (_name, type, data, values) => {
    const variables = await read(array(6, [1, 2], 'x', element(type, data)));

    expect(variables.get('x')).toEqual({
      kind: 'numeric',
      dimensions: [1, 2],
      values: Float64Array.from(values),
    });
  });

  test('passes over other variables and over large arrays, and reads what follows', async () => {
    const large = array(6, [1, 126], '', element(9, Buffer.alloc(1008)));
    const small = array(7, [1, 1], '', element(7, Buffer.from(Float32Array.of(2).buffer)));

    const variables = await read(array(6, [0, 0], 'other'), array(1, [1, 2], 'x', large, small));

    expect(variables).toEqual(
      new Map([
        [
          'x',
          {
            kind: 'cells',
            cells: [
              { kind: 'numeric', dimensions: [1, 126], values: undefined },
              { kind: 'numeric', dimensions: [1, 1], values: Float32Array.of(2) },
            ],
          },
        ],
      ]),
    );
  });

  test('passes over a compressed variable, and reads what follows', async () => {
    const other = array(6, [1, 100_000], 'other', element(9, randomBytes(800_000)));
    const wanted = array(6, [1, 1], 'x', element(9, Buffer.from(Float64Array.of(3).buffer)));

    const variables = await read(compressed(other), compressed(wanted));

    expect(variables.get('x')).toMatchObject({ values: Float64Array.of(3) });
  });

  test.each<[string, () => Buffer[], string]>([
    ['deep', () => [deep(14)], 'its arrays are nested too deeply'],
    ['of many variables', () => Array<Buffer>(65).fill(array(6, [0, 0], 'a')), 'it has too many variables'],
    [
      'of many structs without fields',
      () => [
        array(2, [65536, 65536], 'x', element(5, Buffer.from([1, 0, 0, 0])), element(1, Buffer.alloc(0))),
      ],
      'it has too many values',
    ],
    ['of more cells than bytes', () => [array(1, [65536, 65536], 'x')], 'an array ends too early'],
    [
      'of more numbers than bytes',
      () => [array(6, [65536, 65536], 'x', element(9, Buffer.alloc(16)))],
      'the length of an array does not match its dimensions',
    ],
    [
      'whose variable is no array',
      () => [element(9, Buffer.alloc(16))],
      'a variable is of the unknown type 9',
    ],
    [
      'with something after a variable',
      () => [compressed(Buffer.concat([deep(0), deep(0)]))],
      'it goes on after its end',
    ],
  ])('refuses a file %s', async (_name, elements, reason) => {
    const error = await refusal(path, read(...elements()));

    expect(error.message).toContain(reason);
  });

  function deep(levels: number): Buffer {
    let value = array(6, [0, 0], levels === 0 ? 'x' : '', element(9, Buffer.alloc(0)));
    for (let level = 1; level <= levels; level++)
      value = array(1, [1, 1], level === levels ? 'x' : '', value);
    return value;
  }

  function compressed(data: Buffer): Buffer {
    const stream = deflateSync(data);
    const tag = Buffer.alloc(8);
    tag.writeUInt32LE(15, 0);
    tag.writeUInt32LE(stream.length, 4);
    return Buffer.concat([tag, stream]);
  }

  test('does not inflate more than it was told to', async () => {
    await writeFile(path, deflateSync(Buffer.alloc(1_000_000)));
    const { files } = nodePlatform;
    const { size } = await files.status(path);
    await files.withFile(path, async (file) => {
      const source = new InflatingSource(file, 0, size, 10_000);

      await source.skip(9_000);
      await expect(source.skip(2_000)).rejects.toThrow('it is unbelievably large');

      source.close();
    });
  });
});
