import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import type { Network } from '../../../../../src/engine/network/network';
import { isolatedReader, type ReadingLimits } from '../../../../../src/engine/node/weights/isolated';
import { threadProgram } from '../../../../support/programs/thread-program';
import { countedNetwork, fixture } from '../../network/importers/fixtures';
import { refusal } from '../../network/importers/refusal';
import { writeKerasFile } from './keras-fixture';

let folder: string;
let program: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-isolated-'));
  program = await threadProgram('src/engine/node/weights/worker.ts');
});
afterAll(async () => {
  await rm(folder, { recursive: true });
  await rm(program);
});

const counted = countedNetwork();
const expected = counted.description;
const limits: ReadingLimits = {
  milliseconds: 60_000,
  bytesPerMillisecond: 5000,
  heapMegabytes: 64,
  webAssemblyBytes: 2 ** 28,
};

describe('in a thread of its own', () => {
  test.each(['matconvnet.mat', 'torchvision.pth', 'checkpoint-legacy.pth'])('%s is read', async (name) => {
    const network = await isolatedReader(program, limits).network(fixture(name), expected);

    expect(network.parameters).toEqual(counted.parameters);
    expect(network.description.layers).toEqual(expected.layers);
  });

  test('a Keras file is read', async () => {
    const path = join(folder, 'weights.h5');
    await writeKerasFile(path, counted);

    const network = await isolatedReader(program, limits).network(path, expected);

    expect(network).toMatchObject({ description: expected, convention: "Keras: BGR minus ImageNet's mean" });
    expect(network.parameters).toEqual(counted.parameters);
  });

  test('an error keeps its words', async () => {
    const path = fixture('whole-model.pth');

    const error = await refusal(path, isolatedReader(program, limits).network(path, expected));

    expect(error.message).toContain('it asks for "torch.nn.modules.container.Sequential"');
    expect(error.hint).toContain('model.state_dict()');
  });

  test('a file that is not there is not found', async () => {
    const path = join(folder, 'absent.pth');

    const reading = isolatedReader(program, limits).network(path, expected);

    await expect(reading).rejects.toMatchObject({ code: 'file-not-found', file: path });
  });
});

describe('a reading ends, whatever becomes of its thread:', () => {
  const ready = "const { parentPort } = require('node:worker_threads'); parentPort.postMessage('ready');";

  test.each<[string, string, Partial<ReadingLimits>, string]>([
    ['it never ends', 'for (;;);', { milliseconds: 200 }, 'reading it takes too long'],
    [
      'it waits for nothing',
      'setInterval(() => undefined, 1000)',
      { milliseconds: 200 },
      'reading it takes too long',
    ],
    [
      'it wants all memory',
      'const all = []; for (;;) all.push({ a: all.length })',
      { heapMegabytes: 32 },
      'reading it needs too much memory',
    ],
    ['it fails', "throw new Error('table is full')", {}, 'it cannot be read (table is full)'],
    ['it just ends', 'process.exit(0)', {}, 'it cannot be read'],
  ])('%s', async (_name, code, special, reason) => {
    const hostile = join(folder, 'hostile.cjs');
    await writeFile(hostile, `${ready} setImmediate(() => { ${code} });`);
    const path = fixture('matconvnet.mat');

    const error = await refusal(
      path,
      isolatedReader(hostile, { ...limits, ...special }).network(path, expected),
    );

    expect(error.message).toContain(reason);
  });

  test('its WebAssembly wants more than it may have', async () => {
    // A kernel of 22 MB: the HDF5 library begins with 16.
    const path = join(folder, 'large.h5');
    const outputChannels = 200_000;
    const large: Network = {
      description: {
        ...expected,
        layers: [{ kind: 'convolution', name: 'conv1_1', kernelSize: 3, inputChannels: 3, outputChannels }],
      },
      parameters: new Map([
        [
          'conv1_1',
          { kernel: new Float32Array(27 * outputChannels), bias: new Float32Array(outputChannels) },
        ],
      ]),
    };
    await writeKerasFile(path, large);
    const read = (webAssemblyBytes: number) =>
      isolatedReader(program, { ...limits, webAssemblyBytes }).network(path, large.description);

    const error = await refusal(path, read(20 * 2 ** 20));

    expect(error.message).toBe('large.h5: the HDF5 file is damaged');
    expect((await read(64 * 2 ** 20)).parameters.size).toBe(1);
  });
});
