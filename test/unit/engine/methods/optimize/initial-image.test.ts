import { expect, it } from 'vitest';

import { initialImage } from '../../../../../src/engine/methods/optimize/initial-image';
import { resolveRecipe } from '../../../../../src/engine/recipes/catalog';

const size = { width: 40, height: 30 };
const plane = 1200;
const input = { channelOrder: 'bgr', mean: [120, 110, 100], deviation: [1, 1, 1] } as const;

/** A picture of one value. */
const flat = (value: number) => ({
  ...size,
  path: '',
  format: 'png' as const,
  sha256: '',
  load: () => Promise.resolve({ ...size, data: new Float32Array(3 * plane).fill(value) }),
});
const sources = { content: flat(250), style: flat(60), file: undefined };

async function start(settings: Record<string, unknown>) {
  const recipe = await resolveRecipe('neural-style', settings);
  return initialImage(recipe, { ...input, mean: [...input.mean], deviation: [1, 1, 1] }, sources, size);
}

function statistics(values: Float32Array) {
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance), low: Math.min(...values), high: Math.max(...values) };
}

it('adds uniform noise to the content, in units of 0 to 1, and clips (the course)', async () => {
  const noise = { 'initial.distribution': 'uniform', 'initial.deviation': 0.25, input: 'unit' };

  const free = statistics(await start({ 'initial.image': 'noisy-content', ...noise }));
  const clipped = statistics(
    await start({ 'initial.image': 'noisy-content', ...noise, 'optimizer.kind': 'adam', clamp: true }),
  );

  expect(free.low).toBeGreaterThanOrEqual(250 - 0.25 * 255);
  expect(free.high).toBeLessThanOrEqual(250 + 0.25 * 255);
  expect(free.deviation).toBeCloseTo((0.25 * 255) / Math.sqrt(3), 0);
  expect(clipped.low).toBe(free.low);
  expect(clipped.high).toBe(255);
});

it('puts normal noise around the network’s own mean colour (StyleNet)', async () => {
  const picture = await start({ 'initial.image': 'noise', 'initial.deviation': 0.256 });

  for (const [channel, mean] of input.mean.entries()) {
    const found = statistics(picture.subarray(channel * plane, (channel + 1) * plane));
    expect(found.mean).toBeCloseTo(mean, 1);
    expect(found.deviation).toBeCloseTo(0.256, 1);
  }
});

it('is a plain gray: the network’s mean, or the middle of 0 to 1', async () => {
  expect([...new Set(await start({ 'initial.image': 'gray' }))]).toEqual([120, 110, 100]);
  expect([...new Set(await start({ 'initial.image': 'gray', input: 'unit' }))]).toEqual([127.5]);
});

it('mixes content and noise by their shares', async () => {
  const picture = await start({
    'initial.image': 'content-noise',
    'initial.noise': 0.25,
    'initial.deviation': 0,
  });

  expect([...new Set(picture)]).toEqual([120, 110, 100].map((gray) => 0.75 * 250 + 0.25 * gray));
});

it('is a picture as it is', async () => {
  expect(new Set(await start({ 'initial.image': 'style' }))).toEqual(new Set([60]));
});
