import { mkdir, mkdtemp, realpath, rename, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { TensorFlowInstallation } from '../../../../src/engine/node/tensorflow-installation';
import { installTensorFlow } from '../../../support/tensorflow/package';

let folder: string;
beforeEach(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'stylize-tensorflow-')));
  for (const name of ['user', 'program', 'chosen']) await mkdir(join(folder, name));
});
afterEach(() => rm(folder, { recursive: true }));

const path = (...names: string[]) => join(folder, ...names);

const installation = (chosen?: string) =>
  new TensorFlowInstallation({ chosen, userFolder: path('user'), programFolder: path('program') });

const unavailable = (message: unknown) =>
  expect.objectContaining({ code: 'device-unavailable', message }) as unknown;
const saying = (text: string) => expect.stringContaining(text) as unknown;

/** A package that gives the right answers to every check before the first computation. */
const program = (version = '4.22.0', backend = 'tensorflow', isUsingGpuDevice = false) => `
  module.exports = {
    version_core: '${version}', grad() {}, conv2d() {}, async ready() {},
    getBackend: () => '${backend}', backend: () => ({ isUsingGpuDevice: ${String(isUsingGpuDevice)} }),
  };`;

const cpu = { name: '@tensorflow/tfjs-node', program: program() } as const;
const gpu = { name: '@tensorflow/tfjs-node-gpu', program: program() } as const;

describe('the package is looked for', () => {
  it("in the person's folder, then beside the program", async () => {
    const beside = await installTensorFlow(path('program'), gpu);
    expect(installation().find('tfjs-gpu')).toBe(beside);

    const own = await installTensorFlow(path('user'), gpu);
    expect(installation().find('tfjs-gpu')).toBe(own);
  });

  it('only in the folder that was chosen, or as that folder', async () => {
    await installTensorFlow(path('user'), cpu);
    expect(() => installation(path('chosen')).find('tfjs-cpu')).toThrow(path('chosen'));

    const chosen = await installTensorFlow(path('chosen'), cpu);
    expect(installation(path('chosen')).find('tfjs-cpu')).toBe(chosen);
    expect(installation(chosen).find('tfjs-cpu')).toBe(chosen);
  });

  it('by its real path', async () => {
    const elsewhere = path('elsewhere');
    await rename(await installTensorFlow(path('user'), cpu), elsewhere);
    await symlink(elsewhere, path('user', 'node_modules', cpu.name), 'junction');

    expect(installation().find('tfjs-cpu')).toBe(elsewhere);
  });

  it('and nowhere else: neither above the folders, nor where Node itself would look', async () => {
    await installTensorFlow(folder, cpu);
    await installTensorFlow(path('chosen'), cpu);
    vi.stubEnv('NODE_PATH', path('chosen', 'node_modules'));
    vi.stubEnv('HOME', path('chosen'));

    expect(() => installation().find('tfjs-cpu')).toThrow('@tensorflow/tfjs-node is not installed');
    expect(() => installation(path('user')).find('tfjs-cpu')).toThrow('is not installed');
    vi.unstubAllEnvs();
  });

  it('under the name that belongs to the device', async () => {
    await installTensorFlow(path('user'), cpu);
    expect(() => installation().find('tfjs-gpu')).toThrow('@tensorflow/tfjs-node-gpu is not installed');
  });

  it('and where it is not there the error says how to install it', () => {
    const hint = `Install it with: npm install --prefix "${path('user')}" @tensorflow/tfjs-node-gpu`;
    expect(() => installation().find('tfjs-gpu')).toThrow(expect.objectContaining({ hint }));
  });
});

describe('what is found', () => {
  it('is TensorFlow.js, ready to compute', async () => {
    await installTensorFlow(path('user'), { name: '@tensorflow/tfjs-node-gpu', onGraphicsCard: true });

    const tf = await installation().load('tfjs-gpu');

    expect(tf.getBackend()).toBe('tensorflow');
    expect(tf.add(1, 2).dataSync()[0]).toBe(3);
  });

  it('is refused for the graphics card when it does not use one', async () => {
    await installTensorFlow(path('user'), gpu);
    await expect(installation().load('tfjs-gpu')).rejects.toEqual(unavailable(saying('no graphics card')));
  });

  it.each([
    ['that is another library', 'module.exports = { add: (a, b) => a + b };', 'is not TensorFlow.js'],
    ['that exports nothing usable', 'module.exports = 42;', 'is not TensorFlow.js'],
    [
      'without its native part',
      'throw new Error("The native addon cannot be found.\\nRun npm rebuild.");',
      'could not be loaded: The native addon cannot be found.',
    ],
    ['of an older version', program('3.21.0'), 'is version 3.21.0; Stylize needs version 4'],
    ['that computes in JavaScript', program('4.22.0', 'cpu'), 'computes with "cpu", not natively'],
  ])('is refused when it is a package %s', async (_, wrong, reason) => {
    await installTensorFlow(path('user'), { name: '@tensorflow/tfjs-node', program: wrong });
    await expect(installation().load('tfjs-cpu')).rejects.toEqual(unavailable(saying(reason)));
  });

  it('is refused when the other one is at work in the process', async () => {
    await installTensorFlow(path('user'), cpu);
    await installTensorFlow(path('user'), gpu);
    const both = installation();
    await both.load('tfjs-cpu');

    await expect(both.load('tfjs-gpu')).rejects.toEqual(unavailable(saying('is in use in this process')));
    await expect(both.load('tfjs-cpu')).resolves.toBeDefined();
  });
});
