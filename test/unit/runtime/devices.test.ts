import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';

import { DeviceManager } from '../../../src/engine/runtime/devices';
import { probeDevice } from '../../../src/engine/runtime/probe';
import { ProbeJournal } from '../../../src/engine/runtime/probe-journal';
import { OnnxBackend } from '../../../src/engine/runtime/onnx-backend';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-devices-'));
});
afterAll(() => rm(folder, { recursive: true }));

const manager = () =>
  new DeviceManager({ loadRuntime: () => Promise.resolve(ort), journal: new ProbeJournal(folder) });

it('finds that the processor computes right', async () => {
  const probe = await probeDevice(new OnnxBackend(ort, { executionProvider: 'cpu' }));

  expect(probe).toMatchObject({ ok: true });
});

it('finds a device that computes wrong', async () => {
  const probe = await probeDevice({
    createEncoder: () => expect.unreachable(),
    createObjective: () =>
      Promise.resolve({
        setFactor: () => undefined,
        setTarget: () => undefined,
        evaluate: () => Promise.resolve({ values: Float32Array.of(1), gradient: new Float32Array(1) }),
        dispose: () => Promise.resolve(),
      }),
  });

  expect(probe).toEqual({ ok: false, reason: 'it computes wrong results' });
});

it('always has the processor, and exactly one automatic choice', async () => {
  const devices = await manager().list();

  expect(devices.find(({ id }) => id === 'cpu')).toMatchObject({ available: true });
  expect(devices.filter(({ automatic }) => automatic)).toHaveLength(1);
  for (const device of devices) expect(device.available || device.reason !== undefined).toBe(true);
});

it('says why a device that was asked for cannot be used', async () => {
  await expect(manager().select('cuda')).rejects.toMatchObject({
    code: 'device-unavailable',
    message: expect.stringContaining('cuda') as string,
  });
});

it('passes over a device whose trial ended an earlier process, until it is asked for by name', async () => {
  await writeFile(join(folder, 'trying-webgpu'), '1');

  const webgpu = (await manager().list()).find(({ id }) => id === 'webgpu');
  expect(webgpu).toMatchObject({ available: false, reason: expect.stringContaining('crashed') as string });

  await manager()
    .select('webgpu')
    .catch(() => undefined);
  await expect(new ProbeJournal(folder).hasCrashed('webgpu')).resolves.toBe(false);
});
