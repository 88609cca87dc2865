import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { build } from 'esbuild';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { StylizeError } from '../../../../../src/channel/errors';
import { type Network, vgg19 } from '../../../../../src/engine/network/network';
import { readKerasVgg19 } from '../../../../../src/engine/node/weights/keras';
import { randomNetwork } from '../../../../support/reference/random-network';
import { sharedFile } from '../../../../support/system/shared-data';
import { kerasLayouts, type KerasFileOptions, writeKerasFile } from './keras-fixture';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-keras-'));
  path = join(folder, 'weights.h5');
});
afterEach(() => rm(folder, { recursive: true }));

/** As deep as VGG-19; the importer is told to expect these widths. */
const tiny = randomNetwork(7, [2, 3, 4, 5, 6]);
const expected = { ...tiny.description, title: 'VGG-19' };

async function refusal(reading: Promise<unknown>): Promise<StylizeError> {
  const error: unknown = await reading.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(StylizeError);
  return error as StylizeError;
}

describe('a Keras weight file is read', () => {
  const layouts = Object.keys(kerasLayouts) as unknown as (keyof typeof kerasLayouts)[];
  test.each<[string, KerasFileOptions]>([
    ...layouts.map((layout): [string, KerasFileOptions] => [`in the layout of ${layout}`, { layout }]),
    ['with the classifier', { classifier: true }],
    ['from a saved model', { layout: 'TensorFlow 2', wholeModel: true, classifier: true }],
    ['of Keras 3, which counts the layers', { inOrder: true, classifier: true }],
    ['when it is compressed', { compressed: true }],
    ['in float64', { double: true }],
    [
      'with names that are not known',
      { rename: Object.fromEntries(kerasNames().map((name, index) => [name, `layer_${2 * index}`])) },
    ],
  ])('%s', async (_name, options) => {
    await writeKerasFile(path, tiny, options);

    const network = await readKerasVgg19(path, expected);

    expect(network.description).toBe(expected);
    expect(network.parameters).toEqual(tiny.parameters);
  });
});

describe('a Keras weight file is refused with file and reason', () => {
  test.each<[string, KerasFileOptions, string]>([
    [
      'when it is VGG-16',
      { rename: { block3_conv4: undefined, block4_conv4: undefined, block5_conv4: undefined } },
      'it is not VGG-19: it has no block3_conv4, block4_conv4. This looks like VGG-16.',
    ],
    ['when a layer is missing', { rename: { block2_conv1: undefined } }, 'it has no block2_conv1.'],
    [
      'when it is another network',
      { inOrder: true, shapes: { block2_conv1: { kernel: [3, 3, 2, 5] } } },
      'layers.conv2d_2 is 3×3×2×5 instead of 3×3×2×3 (conv2_1)',
    ],
    [
      'when a kernel has another shape',
      { shapes: { block4_conv1: { kernel: [3, 3, 4, 7] } } },
      "block4_conv1's kernel is 3×3×4×7, not 3×3×4×5",
    ],
    [
      'when a kernel is in the Theano ordering',
      { shapes: { block1_conv1: { kernel: [2, 3, 3, 3] } } },
      "block1_conv1's kernel is 2×3×3×3, not 3×3×3×2: the file is in the Theano ordering",
    ],
    [
      'when a bias has another shape',
      { shapes: { block5_conv4: { bias: [5] } } },
      "block5_conv4's bias is 5, not 6",
    ],
    [
      'when a bias is missing',
      { shapes: { block1_conv2: { bias: [2, 1] } } },
      "block1_conv2's bias is missing",
    ],
  ])('%s', async (_name, options, reason) => {
    await writeKerasFile(path, tiny, options);

    const error = await refusal(readKerasVgg19(path, expected));

    expect(error).toMatchObject({ code: 'bad-weights', file: path });
    expect(error.message).toContain(`weights.h5: `);
    expect(error.message).toContain(reason);
    expect(error.hint).toContain('vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');
  });

  test.each([NaN, Infinity])('when a value is %d', async (value) => {
    const parameters: Network['parameters'] = new Map(tiny.parameters).set('conv3_2', {
      kernel: tiny.parameters.get('conv3_2')!.kernel.with(11, value),
      bias: tiny.parameters.get('conv3_2')!.bias,
    });
    await writeKerasFile(path, { ...tiny, parameters });

    const error = await refusal(readKerasVgg19(path, expected));

    expect(error).toMatchObject({ code: 'bad-weights', file: path });
    expect(error.message).toContain(`conv3_2 has ${value} in its kernel`);
  });

  test('when it is missing', async () => {
    const error = await refusal(readKerasVgg19(path));

    expect(error).toMatchObject({ code: 'file-not-found', file: path });
    expect(error.hint).toContain('vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');
  });

  test('when it is a folder', async () => {
    await mkdir(path);

    expect((await refusal(readKerasVgg19(path))).message).toBe('weights.h5: it is a folder, not a file');
  });

  test.each<[string, string, string]>([
    ['empty', '', 'the file is empty'],
    ['text', 'not HDF5', 'it is not an HDF5 file'],
    ['a .keras archive', 'PK\x03\x04 and more', 'it is a zip archive (.keras), not an HDF5 file'],
    ['an HDF5 signature alone', '\x89HDF\r\n\x1a\n', 'the HDF5 file is damaged'],
  ])('when it is %s', async (_name, content, reason) => {
    await writeFile(path, content, 'latin1');

    const error = await refusal(readKerasVgg19(path));

    expect(error).toMatchObject({ code: 'bad-weights', file: path });
    expect(error.message).toContain(reason);
  });

  test('when it is truncated', async () => {
    await writeKerasFile(path, tiny);
    const { length } = await readFile(path);
    await truncate(path, length - 1);

    const error = await refusal(readKerasVgg19(path, expected));

    expect(error.message).toBe(`weights.h5: it is truncated: it has ${length - 1} of ${length} bytes`);
  });
});

test('any damage to a Keras weight file gives a network or a clear error, and leaves no file open', async () => {
  await writeKerasFile(path, tiny, { compressed: true });
  const original = await readFile(path);
  const damaged = join(folder, 'damaged.h5');
  const generator = xoroshiro128plus(20260102);
  const below = (limit: number) => uniformInt(generator, 0, limit - 1);
  const reasons = new Set<string>();

  for (let round = 0; round < 150; round++) {
    const bytes = Buffer.from(original);
    const cut = below(5) === 0 ? below(bytes.length) : bytes.length;
    for (let i = 0; i <= below(8); i++) bytes[below(bytes.length)] = below(256);
    await writeFile(damaged, bytes.subarray(0, cut));
    try {
      const network = await readKerasVgg19(damaged, expected);
      expect(network.parameters.size).toBe(16);
    } catch (error) {
      expect(error).toBeInstanceOf(StylizeError);
      expect(error).toMatchObject({ code: 'bad-weights', file: damaged });
      reasons.add((error as StylizeError).message);
    }
  }

  expect(reasons.size).toBeGreaterThan(10);
  expect(await openFiles()).toEqual([]);
  // The library still works after all of that.
  expect((await readKerasVgg19(path, expected)).parameters).toEqual(tiny.parameters);
});

test('a damaged file makes the HDF5 library print nothing', async () => {
  const program = fileURLToPath(
    new URL(`../../../../../dist/tests/keras-${process.pid}.mjs`, import.meta.url),
  );
  await build({
    stdin: {
      contents: `import './test/support/platform';
        import { readKerasVgg19 } from './src/engine/node/weights/keras';
        await readKerasVgg19(process.argv[2]).catch((error) => console.log(error.code, error.message));
        console.error('and afterwards it is heard again');`,
      resolveDir: fileURLToPath(new URL('../../../../..', import.meta.url)),
    },
    outfile: program,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
  });
  await writeFile(path, '\x89HDF\r\n\x1a\n\0\0\0', 'latin1');

  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, path]);
  await rm(program);

  expect(stdout).toMatch(/^bad-weights weights\.h5: the HDF5 file is damaged \(.+\)\n$/);
  expect(stderr).toBe('and afterwards it is heard again\n');
});

const real = sharedFile('data/weights/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');
test.skipIf(real.skipReason)(real.title('the published file is read'), async () => {
  const { description, parameters } = await readKerasVgg19(real.path);

  expect(description).toBe(vgg19);
  // Read with h5py: kernel[y, x, in, out] of the file, and bias[out].
  const value = (name: string, y: number, x: number, input: number, output: number) => {
    const { kernel, bias } = parameters.get(name)!;
    const inputs = kernel.length / bias.length / 9;
    return [kernel[((output * inputs + input) * 3 + y) * 3 + x], bias[output]];
  };
  expect(value('conv1_1', 0, 1, 2, 5)).toEqual([-0.06295362859964371, 0.5486765503883362]);
  expect(value('conv3_2', 2, 1, 5, 7)).toEqual([-0.00661853514611721, 0.07150986790657043]);
  expect(value('conv5_4', 1, 2, 300, 511)).toEqual([0.0011175498366355896, 0.022168785333633423]);
});

function kerasNames(): string[] {
  return [...tiny.parameters.keys()].map((name) => name.replace(/^conv(\d)_(\d)$/, 'block$1_conv$2'));
}

/** The test's files that this process has open, on systems that say so. */
async function openFiles(): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const descriptors = await readdir('/proc/self/fd');
  const links = await Promise.all(
    descriptors.map((descriptor) => readlink(`/proc/self/fd/${descriptor}`).catch(() => '')),
  );
  return links.filter((link) => /stylize-(?:keras|hdf5)-/.test(link));
}
