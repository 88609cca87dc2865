import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NetworkStore } from '../../../../src/engine/network/store';
import { readForeignNetwork } from '../../../../src/engine/node/weights/read-foreign';
import { forecastRun } from '../../../../src/engine/plan/forecast';
import type { PlanServices } from '../../../../src/engine/plan/plan';
import { writeWaves } from '../../../support/pictures/pictures';

describe('what a run would need', () => {
  let folder: string;
  let content: string;
  let store: NetworkStore;
  const tried: number[] = [];
  /** Whose steps take no time. */
  const trial = {
    createObjective: (_: unknown, { width }: { width: number }) => {
      tried.push(width);
      return Promise.resolve({
        setFactor: () => undefined,
        setTarget: () => undefined,
        evaluate: () => Promise.resolve({ values: new Float32Array(), gradient: new Float32Array() }),
        dispose: () => Promise.resolve(),
      });
    },
  };
  const backend = {};
  const select = () => Promise.resolve({ id: 'webgpu', backend, trial, probeMilliseconds: 3 });
  const services = () => ({ store, devices: { select } }) as unknown as PlanServices;
  const forecast = (settings: Record<string, unknown>, mayTry?: boolean) =>
    forecastRun(
      { content, recipe: 'studio', settings, device: 'auto', styles: [], limits: {} },
      services(),
      mayTry,
    );

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stylize-forecast-'));
    content = await writeWaves(join(folder, 'photo.png'), 1, 300, 200);
    store = new NetworkStore({
      userFolder: folder,
      bundledFolder: 'media/networks',
      readForeign: readForeignNetwork,
    });
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is that of its scales, at the size of the result', async () => {
    expect(await forecast({ size: 'native', iterations: 10, scales: false })).toMatchObject({
      device: 'webgpu',
      network: 'embedded',
      width: 300,
      height: 200,
      iterations: 10,
      scales: [{ width: 300, height: 200, iterations: 10 }],
      estimate: { concerns: [], choices: [] },
    });
  });

  it('tries steps once for what decides their cost, and none while the device is at work', async () => {
    tried.length = 0;
    await forecast({ pooling: 'l2' }, false);
    expect(tried).toEqual([]);
    await forecast({ pooling: 'l2' });
    await forecast({ pooling: 'l2', size: 128, iterations: 7, 'style.weight': 3 });
    expect(tried).toHaveLength(1);
    await forecast({ pooling: 'average' });
    expect(tried).toHaveLength(2);
  });

  it('grows with the size and the iterations', async () => {
    const untried = { pooling: 'plain-average' };
    const { estimate: small } = await forecast({ ...untried, size: 128 }, false);
    const { estimate: large } = await forecast({ ...untried, size: 256 }, false);
    const { estimate: long } = await forecast({ ...untried, size: 128, iterations: 3000 }, false);

    expect(large.bytes).toBeGreaterThan(small.bytes);
    expect(large.seconds).toBeGreaterThan(2 * small.seconds);
    expect(long.bytes).toBe(small.bytes);
    expect(long.seconds).toBeGreaterThan(5 * small.seconds);
  });

  it('is refused where the run would be', async () => {
    await expect(forecast({ size: 16 })).rejects.toMatchObject({ code: 'image-too-small' });
    await expect(forecast({ network: 'none' })).rejects.toMatchObject({ code: 'network-missing' });
  });
});
