import { describe, beforeEach, expect, it } from 'vitest';

import { imageNetMean } from '../../src/engine/network/network';
import { optimizeSchema } from '../../src/recipe/schema/optimize';
import { useWorkspace } from '../support/cli/workspace';
import { channelStatistics, meanDifference, readPixels, writeWaves } from '../support/pictures/pictures';

const workspace = useWorkspace();

/** All of one size, so that a run at `native` size resamples nothing. */
const [width, height] = [52, 40];

beforeEach(async () => {
  await writeWaves(workspace.path('photo.png'), 1, width, height);
  await writeWaves(workspace.path('style.png'), 2, width, height);
  await writeWaves(workspace.path('start.png'), 3, width, height);
});

/** A run at native size: what was printed, and the result. */
async function run(settings: Readonly<Record<string, unknown>>, ...more: string[]) {
  const set = Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${String(value)}`]);
  const args = ['photo.png', '--style', 'style.png', '--size', 'native', ...set, ...more];
  const outcome = await workspace.run([...args, '--json', '--out', 'out.png', '--force']);
  expect(outcome, outcome.stdout + outcome.stderr).toMatchObject({ code: 0 });
  return { lines: outcome.lines, result: await readPixels(workspace.path('out.png')) };
}

const pixelsOf = (name: string) => readPixels(workspace.path(name));

describe('the optimiser', () => {
  it.each([
    ['Adam', { 'optimizer.kind': 'adam', 'optimizer.learning-rate': 3 }],
    ['L-BFGS with a fixed step', { 'optimizer.kind': 'lbfgs', 'optimizer.line-search': 'none' }],
    [
      'L-BFGS with a strong-Wolfe search',
      { 'optimizer.kind': 'lbfgs', 'optimizer.lineSearch': 'strong-wolfe' },
    ],
  ])('%s lowers the loss', async (_, settings) => {
    const { lines } = await run({ clamp: false, averaging: 0, ...settings }, '--iterations', '25');

    const totals = lines
      .filter(({ event }) => event === 'progress')
      .map(({ losses }) => (losses as { total: number }).total);
    expect(totals).toHaveLength(25);
    expect(totals.every(Number.isFinite)).toBe(true);
    expect(totals.at(-1)! / totals[0]!).toBeLessThan(0.2);
  });
});

it('normalised gradients leave studio its style', async () => {
  const { lines } = await run({ gradientNormalization: true }, '--iterations', '30');

  const styles = lines
    .filter(({ event }) => event === 'progress')
    .map(({ losses }) => (losses as { style: number }).style);
  // With the weights of the recipe without them it stays at 0.8 of what it was.
  expect(styles.at(-1)! / styles[0]!).toBeLessThan(0.3);
});

describe('the initial image', () => {
  /** After one step too small to be seen the result is the picture that the run has started from. */
  const start = async (settings: Readonly<Record<string, unknown>>) =>
    (await run({ 'optimizer.learning-rate': 1e-6, ...settings }, '--iterations', '1')).result;

  it.each([
    ['content', 'photo.png'],
    ['style', 'style.png'],
    ['file', 'start.png'],
  ])('%s is that picture', async (image, name) => {
    const settings = { 'initial.image': image, ...(image === 'file' && { 'initial.file': name }) };

    const result = await start(settings);

    expect(meanDifference(result, await pixelsOf(name))).toBeLessThan(0.01);
  });

  it('gray is the network’s mean colour everywhere', async () => {
    const result = await start({ 'initial.image': 'gray' });

    for (const [channel, mean] of imageNetMean.entries()) {
      const found = channelStatistics(result, channel);
      expect(found.deviation).toBe(0);
      expect(Math.abs(found.mean - mean)).toBeLessThanOrEqual(0.5);
    }
  });

  it('noise lies around the mean colour with the deviation that was asked for', async () => {
    const result = await start({ 'initial.image': 'noise', 'initial.deviation': 20 });

    for (const [channel, mean] of imageNetMean.entries()) {
      const found = channelStatistics(result, channel);
      // Four standard errors of 2080 samples.
      expect(Math.abs(found.mean - mean)).toBeLessThan(1.8);
      expect(Math.abs(found.deviation - 20)).toBeLessThan(1.3);
    }
  });

  it('content-noise is a mixture of both by the noise’s share', async () => {
    const noise = await start({ 'initial.image': 'noise', 'initial.deviation': 20 });
    const mixed = await start({
      'initial.image': 'content-noise',
      'initial.deviation': 20,
      'initial.noise': 0.25,
    });

    const content = await pixelsOf('photo.png');
    const expected = content.data.map((value, i) => Math.round(0.75 * value + 0.25 * noise.data[i]!));
    expect(meanDifference(mixed, { ...content, data: expected })).toBeLessThan(0.5);
  });
});

describe('--set', () => {
  const show = async (...assignments: string[]) => {
    const set = assignments.flatMap((assignment) => ['--set', assignment]);
    const outcome = await workspace.stylize(['recipes', 'show', 'studio', ...set]);
    expect(outcome, outcome.stderr).toMatchObject({ code: 0 });
    return optimizeSchema.parse(JSON.parse(outcome.stdout));
  };

  it('takes keys with dots, with hyphens and in camel case, and layers under each of their names', async () => {
    const recipe = await show(
      ...['style.weight=3', 'content-weight=4', 'totalVariation.weight=5', 'optimizer.learning-rate=6'],
      ...['optimizer.history=7', 'initialNoise=0.25', 'style.layers.block3_conv2=7'],
      ...['content.layers.conv3_1=8', 'pooling=l2', 'padding=zero', 'seed=9', 'size="native"'],
    );

    expect(recipe).toMatchObject({
      style: { weight: 3, layers: { relu3_2: 7 } },
      content: { weight: 4, layers: { relu3_1: 8, relu4_2: 1 } },
      totalVariation: { weight: 5 },
      optimizer: { kind: 'lbfgs', learningRate: 6, history: 7 },
      initial: { noise: 0.25 },
      pooling: 'l2',
      padding: 'zero',
      seed: 9,
      size: 'native',
    });
  });

  it('drops the settings of the optimiser that it replaces, in whatever order they are given', async () => {
    const recipe = await show('optimizer.beta1=0.5', 'optimizer.kind=adam');

    expect(recipe.optimizer).toEqual({
      kind: 'adam',
      learningRate: 5,
      beta1: 0.5,
      beta2: 0.999,
      epsilon: 1e-8,
      decay: 0,
      annealing: 1,
      space: 'pixels',
    });
  });

  it('turns the scales off', async () => {
    expect(await show()).toHaveProperty('scales');
    expect(await show('scales=false')).not.toHaveProperty('scales');
  });
});
