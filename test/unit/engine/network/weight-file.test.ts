import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import * as ort from 'onnxruntime-node';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

import { encodingName } from '../../../../src/engine/losses/encodings';
import { type Layer, type Network, tapNames, vggLayers } from '../../../../src/engine/network/network';
import { readSafetensors, type Tensor, writeSafetensors } from '../../../../src/engine/network/safetensors';
import {
  parametersSha256,
  readNetwork,
  readNetworkSummary,
  writeNetwork,
} from '../../../../src/engine/network/weight-file';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { randomNetwork } from '../../../support/reference/random-network';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-weights-'));
  path = join(folder, 'tiny.safetensors');
});
afterEach(() => rm(folder, { recursive: true }));

const network = randomNetwork(1, [2, 3, 4], { last: 'conv3_2' });
const provenance = { source: 'made-up.h5', sha256: '00ff' };

/** The network with one value of conv2_1's kernel replaced. */
function withValue(value: number): Network {
  const parameters = new Map(network.parameters);
  const { kernel, bias } = parameters.get('conv2_1')!;
  parameters.set('conv2_1', { kernel: kernel.with(5, value), bias });
  return { ...network, parameters };
}

describe('a network file', () => {
  test('comes back as it was written, with its provenance and hash', async () => {
    const sha256 = await writeNetwork(network, path, { provenance });

    expect(await readNetwork(path)).toEqual({ ...network, provenance, sha256 });
    expect(sha256).toBe(await parametersSha256(network));
  });

  test('in float16 has the hash of the values that are read from it', async () => {
    const sha256 = await writeNetwork(network, path, { provenance, half: true });

    const read = await readNetwork(path);
    expect(sha256).toBe(await parametersSha256(read));
    expect(sha256).not.toBe(await parametersSha256(network));
    const [value, original] = [read, network].map((each) => each.parameters.get('conv3_1')!.kernel[17]!);
    expect(Math.abs(value! - original!)).toBeLessThanOrEqual(Math.abs(original!) * 2 ** -11);
  });

  test('describes itself without being read as a whole', async () => {
    const sha256 = await writeNetwork(network, path, { provenance });

    expect(await readNetworkSummary(path)).toEqual({ description: network.description, provenance, sha256 });
  });

  test.each([NaN, Infinity, -Infinity])('is not written with %d among its values', async (value) => {
    const writing = writeNetwork(withValue(value), path, { provenance });

    await expect(writing).rejects.toMatchObject({ code: 'bad-weights' });
    await expect(writing).rejects.toThrow(`conv2_1 has ${value} in its kernel`);
    expect(await readdir(folder)).toEqual([]);
  });

  test('is not written in float16 when a value is too large for it', async () => {
    const writing = writeNetwork(withValue(70_000), path, { provenance, half: true });

    await expect(writing).rejects.toThrow('conv2_1 has Infinity in its kernel');
  });
});

describe('a network file is refused', () => {
  /** Rewrites the network's file with other tensors or metadata. */
  async function tamper(change: (tensors: Map<string, Tensor>, metadata: Record<string, string>) => void) {
    await writeNetwork(network, path, { provenance });
    const file = await readSafetensors(path);
    const tensors = new Map(file.tensors);
    const metadata = { ...file.metadata };
    change(tensors, metadata);
    await writeSafetensors(path, { tensors, metadata });
  }

  test.each<[string, Parameters<typeof tamper>[0], string]>([
    ['without a bias', (tensors) => tensors.delete('conv2_2.bias'), 'conv2_2.bias is missing'],
    [
      'with a kernel of another shape',
      (tensors) => tensors.set('conv1_2.kernel', { shape: [2, 2, 9], data: new Float32Array(36) }),
      'conv1_2.kernel is 2×2×9, not 2×2×3×3',
    ],
    [
      'with a tensor of no layer',
      (tensors) => tensors.set('conv9_9.bias', { shape: [1], data: new Float32Array(1) }),
      '"conv9_9.bias" belongs to no layer',
    ],
    [
      'with a value that is not a number',
      (tensors) => tensors.set('conv1_1.bias', { shape: [2], data: Float32Array.of(0, NaN) }),
      'conv1_1 has NaN in its bias',
    ],
    ['without metadata', (_, metadata) => delete metadata['format'], 'Stylize did not write it'],
    ['of a later version', (_, metadata) => (metadata['version'] = '2'), 'Stylize did not write it'],
    ['without a hash', (_, metadata) => (metadata['sha256'] = 'none'), 'Stylize did not write it'],
    [
      'with a damaged description',
      (_, metadata) => (metadata['description'] = '{'),
      'description is damaged',
    ],
    [
      'with an empty description',
      (_, metadata) => (metadata['description'] = '{}'),
      'description is damaged',
    ],
    ['with a damaged provenance', (_, metadata) => (metadata['provenance'] = '[]'), 'provenance is damaged'],
  ])('%s', async (_name, change, reason) => {
    await tamper(change);

    const reading = readNetwork(path);

    await expect(reading).rejects.toMatchObject({ code: 'bad-weights', file: path });
    await expect(reading).rejects.toThrow(reason);
  });

  test('when it is text', async () => {
    await writeFile(path, 'weights');

    await expect(readNetwork(path)).rejects.toMatchObject({ code: 'bad-weights', file: path });
  });
});

describe('the embedded network', () => {
  const embedded = fileURLToPath(new URL('../../../../media/networks/embedded.safetensors', import.meta.url));

  test('is the distilled VGG-19 to conv5_1 with the teacher’s channel counts', async () => {
    const { description } = await readNetworkSummary(embedded);

    const channels = Object.fromEntries(
      description.layers.flatMap((layer) =>
        layer.kind === 'relu' ? [[layer.name, [layer.channels, layer.normalizationChannels]]] : [],
      ),
    );
    expect(channels).toMatchObject({
      relu1_1: [32, 64],
      relu2_2: [96, 128],
      relu3_4: [192, 256],
      relu4_2: [256, 512],
      relu5_1: [192, 512],
    });
    expect(tapNames(description)).toHaveLength(13);
    expect(description).toMatchObject({
      name: 'embedded',
      input: { channelOrder: 'bgr', mean: [123.68, 116.779, 103.939], deviation: [1, 1, 1] },
    });
    expect(description.license).toContain('CC BY 4.0');
  });

  test('takes an eighth of VGG-19’s multiplications, or fewer', async () => {
    const { description } = await readNetworkSummary(embedded);
    const teacher = vggLayers([64, 128, 256, 512, 512], undefined, 'conv5_1');

    expect(multiplyAdds(teacher)).toBeCloseTo(361_152, 0);
    expect(multiplyAdds(description.layers)).toBeLessThan(multiplyAdds(teacher) / 8);
  });

  test('sees what the student saw that it was written from', async () => {
    const network = await readNetwork(embedded);
    expect(await parametersSha256(network)).toBe(network.sha256);
    const image = Float32Array.from({ length: 3 * 32 * 32 }, (_, index) => {
      const [channel, row, column] = [Math.floor(index / 1024), Math.floor(index / 32) % 32, index % 32];
      return (37 * channel + 11 * row + 7 * column) % 256;
    });

    const layers = ['relu1_1', 'relu4_1', 'relu5_1'];
    const encodings = layers.map((layer) => ({ layer, kind: 'features' as const }));
    const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });
    const encoder = await backend.createEncoder(network, encodings, { pooling: 'max', padding: 'zero' });
    const features = await encoder.encode(image, 32, 32);
    await encoder.dispose();

    // Computed with PyTorch from the training's float32 weights; the file has them in float16.
    const expected = { relu1_1: 93.595, relu4_1: 3035.567, relu5_1: 602.081 };
    for (const [index, layer] of layers.entries()) {
      const { data } = features.get(encodingName(encodings[index]!))!;
      const rootMeanSquare = Math.sqrt(data.reduce((sum, value) => sum + value ** 2, 0) / data.length);
      expect(rootMeanSquare / expected[layer as keyof typeof expected]).toBeCloseTo(1, 2);
    }
  });
});

/** Multiply-adds of all convolutions for each pixel of the picture. */
function multiplyAdds(layers: readonly Layer[]): number {
  let [sum, positions] = [0, 1];
  for (const layer of layers) {
    if (layer.kind === 'pooling') positions /= 4;
    if (layer.kind !== 'convolution') continue;
    sum += positions * layer.kernelSize ** 2 * layer.inputChannels * layer.outputChannels;
  }
  return sum;
}

describe('the tests’ random network', () => {
  test('depends on its seed alone', () => {
    expect(randomNetwork(3)).toEqual(randomNetwork(3));
    expect(randomNetwork(3)).not.toEqual(randomNetwork(4));
  });

  test('has all sixteen convolutions, or those up to a given one', () => {
    expect(tapNames(randomNetwork(1).description)).toHaveLength(16);
    expect(tapNames(randomNetwork(1, [2, 2, 2], { last: 'conv3_1' }).description).at(-1)).toBe('relu3_1');
  });
});
