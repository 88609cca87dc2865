import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import fc from 'fast-check';
import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Losses } from '../../../../../src/contracts/engine';
import type { Reporter } from '../../../../../src/engine/methods/method';
import { optimize } from '../../../../../src/engine/methods/optimize/optimize';
import type { RunState } from '../../../../../src/engine/methods/optimize/run-state';
import { RunControl } from '../../../../../src/engine/methods/run-control';
import { NetworkStore } from '../../../../../src/engine/network/store';
import type { PlanServices } from '../../../../../src/engine/plan/plan';
import { resolveRecipe } from '../../../../../src/engine/recipes/catalog';
import { OnnxBackend } from '../../../../../src/engine/runtime/onnx/backend';
import { writeWaves } from '../../../../support/pictures/pictures';

const media = fileURLToPath(new URL('../../../../../media', import.meta.url));
const services = {
  store: new NetworkStore({
    userFolder: tmpdir(),
    bundledFolder: join(media, 'networks'),
    readForeign: () => Promise.reject(new Error('no foreign weights here')),
  }),
  devices: {
    select: () =>
      Promise.resolve({
        id: 'cpu',
        backend: new OnnxBackend(ort, { executionProvider: 'cpu' }),
        probeMilliseconds: 1,
      }),
  },
} as unknown as PlanServices;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-descent-'));
});
afterAll(() => rm(folder, { recursive: true }));

const lbfgs = {
  ...{ network: 'embedded', 'optimizer.kind': 'lbfgs', 'optimizer.history': 5 },
  ...{ clamp: false, averaging: 0 },
};
const backtracking = { ...lbfgs, 'optimizer.lineSearch': 'backtracking' };

/** Paints with the embedded network: the losses of each evaluation, and that of the picture which the last step was taken from. */
async function descend(content: string, style: string, settings: object) {
  const request = {
    run: 'run',
    content,
    styles: [{ path: style, weight: 1 }],
    recipe: await resolveRecipe('studio', { ...settings }),
    device: 'cpu' as const,
    output: { path: join(folder, 'out.png'), overwrite: true, metadata: false },
    limits: {},
    preview: { everyMilliseconds: 0, saveEvery: 0 },
    checkpoint: { everySeconds: 0 },
  };
  const losses: Losses[] = [];
  let reached = NaN;
  const reporter: Reporter = {
    phase: () => undefined,
    paused: () => Promise.resolve(),
    restored: () => undefined,
    reached: () => Promise.resolve(),
    stepped: (progress, { state }) => {
      losses.push(progress.losses);
      const { optimizer } = (state() as RunState).loop;
      if (optimizer.kind === 'lbfgs') reached = optimizer.loss;
      return Promise.resolve();
    },
  };
  const control = new RunControl(new AbortController().signal);
  await optimize.paint(await optimize.plan(request, services), control, reporter, undefined);
  return { losses, first: losses[0]!.total, reached };
}

const photo = () => join(folder, 'photo.png');
const style = () => join(folder, 'style.png');

describe('L-BFGS that backtracks', { timeout: 120_000 }, () => {
  it('descends where fixed steps run away', async () => {
    await writeWaves(photo(), 1, 60, 45);
    await writeWaves(style(), 2, 50, 50);
    const settings = {
      ...{ 'content.weight': 360, 'totalVariation.weight': 6000, 'initial.image': 'noise' },
      ...{ size: 'native', iterations: 6, scales: false },
    };

    const fixed = await descend(photo(), style(), { ...lbfgs, ...settings, 'optimizer.lineSearch': 'none' });
    const guarded = await descend(photo(), style(), { ...backtracking, ...settings });

    expect(fixed.losses.at(-1)!.total).toBeGreaterThan(2 * fixed.first);
    expect(guarded.reached).toBeLessThan(0.35 * guarded.first);
  });

  it('lowers the style with normalised gradients, of which fixed steps lose hold', async () => {
    await writeWaves(photo(), 1, 52, 40);
    await writeWaves(style(), 2, 52, 40);
    const settings = { gradientNormalization: true, size: 'native', iterations: 30, scales: false };
    const weights = { 'optimizer.lineSearch': 'none' };
    const kept = ({ losses }: { losses: readonly Losses[] }) => losses.at(-1)!.style / losses[0]!.style;

    const fixed = await descend(photo(), style(), { ...lbfgs, ...settings, ...weights }).then(
      kept,
      () => Infinity,
    );
    const guarded = await descend(photo(), style(), { ...backtracking, ...settings }).then(kept);

    expect(fixed).toBeGreaterThan(1);
    expect(guarded).toBeLessThan(0.3);
  });

  it('never ends above where it began, whatever the pictures', async () => {
    const side = fc.integer({ min: 16, max: 96 });
    const picture = fc.record({ seed: fc.nat(), width: side, height: side });
    const settings = fc.record({
      'content.weight': fc.constantFrom(1, 360, 1e5),
      'totalVariation.weight': fc.constantFrom(0, 3600),
      'optimizer.space': fc.constantFrom('pixels', 'pyramid'),
      'initial.image': fc.constantFrom('content', 'noise', 'style'),
      'optimizer.history': fc.integer({ min: 1, max: 8 }),
      input: fc.constantFrom('network', 'unit'),
      iterations: fc.integer({ min: 2, max: 14 }),
    });
    const property = fc.asyncProperty(picture, picture, settings, async (content, other, chosen) => {
      await writeWaves(photo(), content.seed, content.width, content.height);
      await writeWaves(style(), other.seed, other.width, other.height);
      const native = { size: 'native', scales: false };
      const clamp = chosen['optimizer.space'] === 'pixels' && content.seed % 2 === 0;

      const { first, reached } = await descend(photo(), style(), {
        ...backtracking,
        ...chosen,
        ...native,
        clamp,
      });

      expect(reached).toBeLessThanOrEqual(first);
    });

    await fc.assert(property, { numRuns: 20 });
  });
});
