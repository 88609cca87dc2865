import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { Reporter } from '../../../../../src/engine/methods/method';
import { optimize } from '../../../../../src/engine/methods/optimize/optimize';
import type { RunState } from '../../../../../src/engine/methods/optimize/run-state';
import { RunControl } from '../../../../../src/engine/methods/run-control';
import type { OptimizePlan, PlanServices } from '../../../../../src/engine/plan/plan';
import { resolveRecipe } from '../../../../../src/engine/recipes/catalog';
import { OnnxBackend } from '../../../../../src/engine/runtime/onnx/backend';
import type { LiveSettings } from '../../../../../src/recipe/live';
import { writeWaves } from '../../../../support/pictures/pictures';
import { randomNetwork } from '../../../../support/reference/random-network';

const iterations = 9;
/** What a person changes after so many steps. */
const changes: Readonly<Record<number, LiveSettings>> = {
  2: { 'style.weight': 3 },
  5: { 'content.weight': 2, mix: [1, 4] },
};

const common = {
  ...{ network: 'embedded', size: 48, iterations, scales: { from: 18, factor: 1.6 } },
  ...{ 'content.layers': { relu2_1: 1 }, 'style.layers': { relu1_1: 1, relu3_1: 1 } },
  ...{ 'initial.image': 'content-noise', seed: 3 },
};
const recipes: Readonly<Record<string, readonly [name: string, settings: object]>> = {
  'Adam, averaged and clamped': [
    'studio',
    { 'optimizer.kind': 'adam', 'optimizer.annealing': 0.2, 'stop.gain': 0.02, averaging: 0.8, clamp: true },
  ],
  'gradient descent with momentum, averaged': [
    'studio',
    {
      ...{ 'optimizer.kind': 'sgd', 'optimizer.momentum': 0.9, 'optimizer.learningRate': 1e-7 },
      ...{ averaging: 0.8, clamp: false },
    },
  ],
  'L-BFGS with a line search, in units of 0 to 1': [
    'studio',
    { 'optimizer.lineSearch': 'strong-wolfe', averaging: 0.5, clamp: false, input: 'unit' },
  ],
  'L-BFGS without a line search, in luminance': [
    'studio',
    {
      ...{ 'optimizer.lineSearch': 'none', 'optimizer.learningRate': 0.1 },
      ...{ clamp: false, colors: 'luminance' },
    },
  ],
  'L-BFGS that backtracks, in a pyramid': [
    'studio',
    {
      ...{ 'optimizer.kind': 'lbfgs', 'optimizer.lineSearch': 'backtracking', 'optimizer.space': 'pyramid' },
      ...{ averaging: 0, clamp: false },
    },
  ],
  'L-BFGS that backtracks, with normalised gradients': [
    'studio',
    {
      ...{ 'optimizer.kind': 'lbfgs', 'optimizer.lineSearch': 'backtracking', gradientNormalization: true },
      ...{ averaging: 0, clamp: true },
    },
  ],
  'places that are matched, in a pyramid, with a final pass': [
    'finest',
    { scales: { from: 18, factor: 2.5 }, 'style.matching.finalPass': 1 / 3, averaging: 0.5 },
  ],
  'the same with L-BFGS': [
    'finest',
    {
      ...{ scales: { from: 18, factor: 2.5 }, 'style.matching.finalPass': 1 / 3, 'optimizer.kind': 'lbfgs' },
      ...{ 'optimizer.space': 'pyramid' },
    },
  ],
};

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-run-state-'));
  await writeWaves(join(folder, 'photo.png'), 1, 60, 45);
  await writeWaves(join(folder, 'style.png'), 2, 50, 50);
  await writeWaves(join(folder, 'other.png'), 3, 40, 52);
});
afterAll(() => rm(folder, { recursive: true }));

async function planOf(name: string, settings: object): Promise<OptimizePlan> {
  const network = { ...randomNetwork(5), sha256: '' };
  const device = {
    id: 'cpu',
    backend: new OnnxBackend(ort, { executionProvider: 'cpu' }),
    probeMilliseconds: 1,
  };
  const services = {
    store: { load: () => Promise.resolve(network) },
    devices: { select: () => Promise.resolve(device) },
  } as unknown as PlanServices;
  const request = {
    run: 'run',
    content: join(folder, 'photo.png'),
    styles: ['style.png', 'other.png'].map((name) => ({ path: join(folder, name), weight: 1 })),
    device: 'cpu' as const,
    output: { path: join(folder, 'out.png'), overwrite: false, metadata: true },
    limits: {},
    preview: { everyMilliseconds: 0, saveEvery: 0 },
    checkpoint: { everySeconds: 0 },
  };
  return optimize.plan(
    { ...request, recipe: await resolveRecipe(name, { ...common, ...settings }) },
    services,
  );
}

/** Paints, from the beginning or from a state. */
async function paint(plan: OptimizePlan, from?: RunState) {
  const control = new RunControl(new AbortController().signal);
  const change = (iteration: number) => {
    if (changes[iteration]) control.update(changes[iteration]);
  };
  const reached: string[] = [];
  /** After each step, as a file keeps it: copies, which share nothing with the run. */
  const states: RunState[] = [];
  if (from) change(from.iteration);
  const reporter: Reporter = {
    phase: () => undefined,
    restored: () => undefined,
    paused: () => Promise.resolve(),
    reached: ({ width, height }) => Promise.resolve(void reached.push(`${width}×${height}`)),
    stepped: ({ iteration }, { state }) => {
      states.push(structuredClone(state() as RunState));
      change(iteration);
      return Promise.resolve();
    },
  };
  return { ...(await optimize.paint(plan, control, reporter, from)), reached, states };
}

describe('a run that goes on from its state', { timeout: 120_000 }, () => {
  it.each(Object.entries(recipes))('ends in the same bytes, wherever it was left: %s', async (_, recipe) => {
    const plan = await planOf(...recipe);
    expect(plan.scales.map((scale) => scale.iterations)).toEqual([3, 3, 3]);
    const whole = await paint(plan);
    expect(whole.states).toHaveLength(iterations);

    for (const [index, state] of whole.states.entries()) {
      expect(state).toMatchObject({ iteration: index + 1, scale: Math.floor(index / 3) });
      // A plan of its own, as another process has it.
      const rest = await paint(await planOf(...recipe), structuredClone(state));

      expect(rest.painting, `after ${state.iteration} steps`).toEqual(whole.painting);
      expect(rest.losses).toEqual(whole.losses);
      expect(rest.reached).toEqual(whole.reached.slice(state.scale));
    }
  });

  it('has counted its time, and knows what a person has changed', async () => {
    const plan = await planOf(...recipes['Adam, averaged and clamped']!);

    const { states } = await paint(plan);

    expect(states[1]!.adjusted).toBe(false);
    expect(states[6]).toMatchObject({
      adjusted: true,
      weights: { 'style.weight': 3, 'content.weight': 2, mix: [1, 4] },
    });
    expect((await paint(plan, { ...states[6]!, seconds: 1000 })).seconds).toBeGreaterThan(1000);
  });
});
