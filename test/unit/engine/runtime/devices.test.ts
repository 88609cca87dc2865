import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as ort from 'onnxruntime-node';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { worded, type Words } from '../../../../src/channel/l10n';
import { TensorFlowInstallation } from '../../../../src/engine/node/tensorflow-installation';
import { DeviceManager } from '../../../../src/engine/runtime/devices';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { probeDevice } from '../../../../src/engine/runtime/probe';
import { ProbeJournal } from '../../../../src/engine/runtime/probe-journal';
import { installTensorFlow } from '../../../support/tensorflow/package';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-devices-'));
});
afterAll(() => rm(folder, { recursive: true }));

const manager = () =>
  new DeviceManager({
    loadRuntime: () => Promise.resolve(ort),
    journal: new ProbeJournal(folder),
    tensorFlow: new TensorFlowInstallation({ userFolder: folder, programFolder: folder }),
  });

/** A device as it is listed, with its reason in English. */
async function listed(devices: DeviceManager, name: string) {
  const { available, reason } = (await devices.list()).find(({ id }) => id === name)!;
  return { available, reason: reason && worded(reason) };
}

it('finds that the processor computes right', async () => {
  const probe = await probeDevice(new OnnxBackend(ort, { executionProvider: 'cpu' }));

  expect(probe).toMatchObject({ ok: true });
});

it('finds a device that computes wrong', async () => {
  const probe = await probeDevice({
    createEncoder: () => expect.unreachable(),
    paintingNetwork: () => expect.unreachable(),
    createObjective: () =>
      Promise.resolve({
        setFactor: () => undefined,
        setTarget: () => undefined,
        evaluate: () => Promise.resolve({ values: Float32Array.of(1), gradient: new Float32Array(1) }),
        dispose: () => Promise.resolve(),
      }),
    createMatcher: () => expect.unreachable(),
    createTrainer: () => expect.unreachable(),
  });

  expect(probe).toMatchObject({ ok: false });
  expect(worded((probe as { reason: Words }).reason)).toBe('it computes wrong results');
});

it('always has the processor, and exactly one automatic choice', async () => {
  const devices = await manager().list();

  expect(devices.find(({ id }) => id === 'cpu')).toMatchObject({ available: true });
  expect(devices.filter(({ automatic }) => automatic)).toHaveLength(1);
  for (const device of devices) expect(device.available || device.reason !== undefined).toBe(true);
});

it('tries what failed again when the devices are listed, and what works not', async () => {
  let supported = ['cpu'];
  let asked = 0;
  const runtime = {
    ...ort,
    listSupportedBackends: () => {
      asked++;
      return supported.map((name) => ({ name, bundled: true }));
    },
  };
  const devices = new DeviceManager({
    loadRuntime: () => Promise.resolve(runtime),
    journal: new ProbeJournal(folder),
    tensorFlow: new TensorFlowInstallation({ userFolder: folder, programFolder: folder }),
  });
  const dml = () => listed(devices, 'dml');
  const missing = 'this build of ONNX Runtime does not include it';

  expect(await dml()).toMatchObject({ available: false, reason: missing });
  const before = asked;
  supported = ['cpu', 'dml'];
  const after = await dml();

  expect(after.reason).not.toBe(missing);
  // Every device but the processor, which works.
  expect(asked - before).toBe(before - 1);
});

it('does not try a device that the installation lacks a part of', async () => {
  const listSupportedBackends = () => ['cpu', 'dml'].map((name) => ({ name, bundled: true }));
  const devices = new DeviceManager({
    loadRuntime: () => Promise.resolve({ ...ort, listSupportedBackends }),
    missing: (id) => (id === 'dml' ? 'it is not there' : undefined),
    journal: new ProbeJournal(folder),
    tensorFlow: new TensorFlowInstallation({ userFolder: folder, programFolder: folder }),
  });

  expect(await listed(devices, 'dml')).toEqual({ available: false, reason: 'it is not there' });
  await expect(devices.select('dml')).rejects.toMatchObject({
    message: 'The device dml cannot be used: it is not there',
  });
});

it('says why a device that was asked for cannot be used', async () => {
  await expect(manager().select('cuda')).rejects.toMatchObject({
    code: 'device-unavailable',
    message: expect.stringContaining('cuda') as string,
  });
});

it('passes over a device whose trial ended an earlier process, until it is asked for by name', async () => {
  await writeFile(join(folder, 'trying-webgpu'), '1');

  const webgpu = await listed(manager(), 'webgpu');
  expect(webgpu).toEqual({ available: false, reason: expect.stringContaining('crashed') as string });

  await manager()
    .select('webgpu')
    .catch(() => undefined);
  await expect(new ProbeJournal(folder).hasCrashed('webgpu')).resolves.toBe(false);
});

describe('TensorFlow.js', () => {
  afterEach(() => rm(join(folder, 'node_modules'), { recursive: true, force: true }));

  it('is listed with the command that installs it, and is no error of the others', async () => {
    for (const name of ['gpu', 'cpu']) {
      expect(await listed(manager(), `tfjs-${name}`)).toEqual({
        available: false,
        reason: expect.stringContaining(`npm install --prefix "${folder}" @tensorflow/tfjs-node`) as string,
      });
    }
    await expect(manager().select('tfjs-gpu')).rejects.toMatchObject({
      code: 'device-unavailable',
      message: '@tensorflow/tfjs-node-gpu is not installed.',
      hint: expect.stringContaining('npm install') as string,
    });
  });

  it('is not loaded to be listed, nor picked unless it is named', async () => {
    await installTensorFlow(folder, { name: '@tensorflow/tfjs-node-gpu', program: 'throw Error("loaded");' });

    const devices = await manager().list();

    const device = devices.find(({ id }) => id === 'tfjs-gpu');
    expect(device).toMatchObject({ available: true, automatic: false });
    expect(device).not.toHaveProperty('probeMilliseconds');
    expect((await manager().select('auto')).id).not.toMatch('tfjs');
    await expect(manager().select('tfjs-gpu')).rejects.toThrow('loaded');
  });

  it('is tried when it is named', async () => {
    await installTensorFlow(folder, { name: '@tensorflow/tfjs-node-gpu', onGraphicsCard: true });
    await expect(manager().select('tfjs-gpu')).resolves.toMatchObject({ id: 'tfjs-gpu' });
  });
});
