import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { Device } from '../../../../src/contracts/engine';
import { tryDevices } from '../../../../src/engine/runtime/device-trials';
import { DeviceManager, type SelectedDevice } from '../../../../src/engine/runtime/devices';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { ProbeJournal } from '../../../../src/engine/runtime/probe-journal';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-trial-'));
});
afterAll(() => rm(folder, { recursive: true }));

const cpu = new OnnxBackend(ort, { executionProvider: 'cpu' });

/** Computes like the processor, but for a gradient that is too large by a share. */
class InexactBackend extends OnnxBackend {
  constructor(private readonly error: number) {
    super(ort, { executionProvider: 'cpu' });
  }

  override async createObjective(...parameters: Parameters<OnnxBackend['createObjective']>) {
    const objective = await super.createObjective(...parameters);
    return {
      setFactor: objective.setFactor.bind(objective),
      setTarget: objective.setTarget.bind(objective),
      dispose: objective.dispose.bind(objective),
      evaluate: async (image: Float32Array) => {
        const { values, gradient } = await objective.evaluate(image);
        return { values, gradient: gradient.map((value) => value * (1 + this.error)) };
      },
    };
  }
}

class Devices extends DeviceManager {
  constructor() {
    super({
      loadRuntime: () => Promise.resolve(ort),
      journal: new ProbeJournal(folder),
      tensorFlow: { find: () => '', load: () => Promise.reject(new Error('None.')) },
    });
  }

  override list(): Promise<Device[]> {
    const device = (id: Device['id'], available = true) => ({ id, title: id, available, automatic: false });
    return Promise.resolve([device('cpu'), device('webgpu'), device('cuda', false), device('coreml')]);
  }

  override select(id: Device['id']): Promise<SelectedDevice> {
    if (id === 'coreml') return Promise.reject(new Error('It broke.'));
    const backend = id === 'cpu' ? cpu : new InexactBackend(1e-3);
    return Promise.resolve({ id, backend, trial: backend, probeMilliseconds: 1 });
  }
}

it('tells how far each device that works is from the processor', async () => {
  const trials = await tryDevices(new Devices());

  expect(trials.map(({ device }) => device)).toEqual(['cpu', 'webgpu', 'coreml']);
  expect(trials[0]).toEqual({ device: 'cpu', difference: 0 });
  expect(trials[1]!.difference).toBeCloseTo(1e-3, 6);
  expect(trials[2]).toEqual({ device: 'coreml', problem: 'It broke.' });
});
