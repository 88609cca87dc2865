import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import type { Network } from '../../../../../src/engine/network/network';
import { convolutions } from '../../../../../src/engine/network/parameters';
import { type Dtype, type Tensor, writeSafetensors } from '../../../../../src/engine/network/safetensors';
import { readForeignNetwork } from '../../../../../src/engine/node/weights/read-foreign';
import { countedNetwork, fixture } from '../../network/importers/fixtures';
import { refusal } from '../../network/importers/refusal';
import { toHwio, writeKerasFile } from './keras-fixture';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-foreign-'));
  path = join(folder, 'weights');
});
afterEach(() => rm(folder, { recursive: true }));

const counted = countedNetwork();
const expected = counted.description;

/** Names of the tensors of a convolution, and the order of its kernel; undefined for one that is left out. */
type Naming = (name: string) => { kernel: string; bias: string; order: 'oihw' | 'hwio' } | undefined;

function torchvisionOf(layers: Network['description']['layers']): Naming {
  return (name) => {
    const index = layers.findIndex((layer) => layer.name === name);
    if (index < 0) return undefined;
    return { kernel: `features.${index}.weight`, bias: `features.${index}.bias`, order: 'oihw' };
  };
}

const torchvision = torchvisionOf(expected.layers);
const caffe: Naming = (name) => ({ kernel: `${name}.weight`, bias: `${name}.bias`, order: 'oihw' });
const kerasLayer = (name: string) => name.replace(/^conv(\d)_(\d)$/, 'block$1_conv$2');
const kerasPath: Naming = (name) => ({
  kernel: `vgg19/${kerasLayer(name)}/kernel:0`,
  bias: `vgg19/${kerasLayer(name)}/bias:0`,
  order: 'hwio',
});
const kerasDotted: Naming = (name) => ({
  kernel: `${kerasLayer(name)}.kernel`,
  bias: `${kerasLayer(name)}.bias`,
  order: 'hwio',
});

async function writeNamed(naming: Naming, dtype: Dtype = 'F32', network: Network = counted): Promise<void> {
  const tensors = new Map<string, Tensor>([
    ['classifier.0.weight', { shape: [2, 3], data: new Float32Array(6) }],
  ]);
  for (const { name, inputChannels, outputChannels } of convolutions(expected)) {
    const { kernel, bias } = network.parameters.get(name)!;
    const names = naming(name);
    if (!names) continue;
    tensors.set(
      names.kernel,
      names.order === 'oihw'
        ? { shape: [outputChannels, inputChannels, 3, 3], data: kernel }
        : {
            shape: [3, 3, inputChannels, outputChannels],
            data: toHwio(kernel, inputChannels, outputChannels),
          },
    );
    tensors.set(names.bias, { shape: [outputChannels], data: bias });
  }
  await writeSafetensors(path, { metadata: { format: 'pt' }, tensors }, dtype);
}

describe('a safetensors file of another program is read', () => {
  test.each<[string, Naming, Dtype, string, string]>([
    ["with torchvision's names", torchvision, 'F32', 'vgg19-torchvision', 'torchvision: RGB'],
    ["with torchvision's names in float16", torchvision, 'F16', 'vgg19-torchvision', 'torchvision: RGB'],
    ["with Caffe's names", caffe, 'F32', 'vgg19', "Caffe, in PyTorch's order: BGR"],
    ["with Keras' paths", kerasPath, 'F32', 'vgg19', 'Keras: BGR'],
    ["with Keras' names", kerasDotted, 'F32', 'vgg19', 'Keras: BGR'],
  ])('%s', async (_name, naming, dtype, name, convention) => {
    await writeNamed(naming, dtype);

    const network = await readForeignNetwork(path, expected);

    expect(network.parameters).toEqual(counted.parameters);
    expect(network.description.name).toBe(name);
    expect(network.convention).toContain(convention);
  });
});

test("the Visual Geometry Group's weights are known under any names, and the order of their channels", async () => {
  // Of the published file, read with h5py: conv1_1's first biases; its first kernel's first value for blue and for red.
  const bias = Float32Array.of(0.7301776, 0.06493629, 0.03428847, 0.8260386);
  const [blue, red] = [0.3411952, 0.3941671];
  const numbered: Naming = (name) => {
    const at = convolutions(expected).findIndex((convolution) => convolution.name === name);
    return { kernel: `net.c${at}.weight`, bias: `net.c${at}.bias`, order: 'oihw' };
  };
  for (const channelOrder of ['bgr', 'rgb'] as const) {
    const kernel = counted.parameters.get('conv1_1')!.kernel.slice();
    [kernel[0], kernel[18]] = channelOrder === 'bgr' ? [blue, red] : [red, blue];
    const parameters = new Map(counted.parameters).set('conv1_1', { kernel, bias });
    await writeNamed(numbered, 'F16', { ...counted, parameters });

    const { description, convention } = await readForeignNetwork(path, expected);

    expect(description).toMatchObject({ name: 'vgg19', input: { ...expected.input, channelOrder } });
    expect(convention).toMatch(
      /^the Visual Geometry Group's weights, found by shape and order: .*; found under "net"/,
    );
  }
});

test('a file that ends before the network does is a network of its own', async () => {
  const last = convolutions(expected).findIndex(({ name }) => name === 'conv4_2');
  await writeNamed((name) =>
    convolutions(expected).findIndex((c) => c.name === name) <= last ? caffe(name) : undefined,
  );

  const { description, convention, parameters } = await readForeignNetwork(path, expected);

  expect(description).toMatchObject({ name: 'vgg19-conv4_2', title: 'VGG-19 up to conv4_2' });
  expect(description.layers.at(-1)).toMatchObject({ name: 'relu4_2' });
  expect([...parameters.keys()].at(-1)).toBe('conv4_2');
  expect(convention).toContain('the first 10 of 16 convolutions');
});

describe('a safetensors file of another program is refused', () => {
  test('when a layer is missing', async () => {
    await writeNamed((name) => caffe(name === 'conv4_4' ? 'other' : name));

    const error = await refusal(path, readForeignNetwork(path, expected));

    expect(error.message).toBe(
      'weights: it is not VGG-19: it has no conv4_4, and it has unknown layers: other.',
    );
  });

  test('when it is VGG-16', async () => {
    await writeNamed(torchvisionOf(expected.layers.filter(({ name }) => !/[345]_4$/.test(name))));

    const error = await refusal(path, readForeignNetwork(path, expected));

    expect(error.message).toContain('it is not VGG-19: it has no features.16, features.23, features.25');
    expect(error.message).toContain('This looks like VGG-16.');
  });

  test('when a value is not finite', async () => {
    const parameters = new Map(counted.parameters);
    const { kernel, bias } = parameters.get('conv3_3')!;
    parameters.set('conv3_3', { kernel, bias: bias.with(1, Infinity) });
    await writeNamed(torchvision, 'F32', { ...counted, parameters });

    const error = await refusal(path, readForeignNetwork(path, expected));

    expect(error.message).toContain('conv3_3 has Infinity in its bias');
  });
});

describe('what a file is, its content tells', () => {
  test('and not its name', async () => {
    const named = join(folder, 'vgg19.h5');
    await copyFile(fixture('matconvnet.mat'), named);
    expect((await readForeignNetwork(named, expected)).convention).toContain('MatConvNet');

    const asMat = join(folder, 'vgg19.mat');
    await writeKerasFile(asMat, counted);
    expect((await readForeignNetwork(asMat, expected)).convention).toContain('Keras');
  });

  test.each([
    ['a web page', '\n<!DOCTYPE html><html>', 'it is a web page, not a weight file'],
    ['a pickle', '\x80\x04\x95', 'it is a Python pickle, but PyTorch did not save it'],
    ['another zip archive', 'PK\x03\x04', 'the zip archive is damaged'],
    ['anything else', 'hello', 'it is not a weight file: not HDF5, MATLAB, PyTorch or safetensors'],
    ['nothing', '', 'the file is empty'],
  ])('%s is refused as such', async (_name, content, reason) => {
    await writeFile(path, content, 'latin1');

    const error = await refusal(path, readForeignNetwork(path));

    expect(error.message).toContain(reason);
    expect(error.hint).toContain('vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5');
  });

  test('a file that is not there is not found', async () => {
    await expect(readForeignNetwork(path)).rejects.toMatchObject({ code: 'file-not-found', file: path });
  });
});
