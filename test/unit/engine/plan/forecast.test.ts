import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { NetworkStore } from '../../../../src/engine/network/store';
import { readForeignNetwork } from '../../../../src/engine/node/weights/read-foreign';
import { estimateRun } from '../../../../src/engine/plan/estimate';
import { forecastRun } from '../../../../src/engine/plan/forecast';
import type { PlanServices } from '../../../../src/engine/plan/plan';
import { writeWaves } from '../../../support/pictures/pictures';

describe('what a run would need', () => {
  let folder: string;
  let content: string;
  let store: NetworkStore;
  const probeMilliseconds = 3;
  const select = () => Promise.resolve({ id: 'webgpu', probeMilliseconds });
  const services = () => ({ store, devices: { select } }) as unknown as PlanServices;
  const forecast = (settings: Record<string, unknown>) =>
    forecastRun({ content, recipe: 'studio', settings, device: 'auto', styles: [], limits: {} }, services());

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
    const network = await store.load('embedded');

    expect(await forecast({ size: 'native', iterations: 10, scales: false })).toEqual({
      device: 'webgpu',
      network: 'embedded',
      width: 300,
      height: 200,
      iterations: 10,
      scales: [{ width: 300, height: 200, iterations: 10 }],
      estimate: estimateRun({
        network,
        scales: [{ width: 300, height: 200, iterations: 10 }],
        device: 'webgpu',
        probeMilliseconds,
        limits: {},
      }),
    });
  });

  it('grows with the size and the iterations', async () => {
    const { estimate: small } = await forecast({ size: 128 });
    const { estimate: large } = await forecast({ size: 256 });
    const { estimate: long } = await forecast({ size: 128, iterations: 3000 });

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
