import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { RecipeLoss } from '../../../../src/engine/objective/recipe-loss';
import { wholePicture } from '../../../../src/engine/objective/regions';
import { encodeTargets } from '../../../../src/engine/objective/targets';
import { resolveRecipe } from '../../../../src/engine/recipes/catalog';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../src/engine/runtime/tfjs/backend';
import { initialWeights } from '../../../../src/recipe/live';
import { gramNormalizations, summedStatistics } from '../../../../src/recipe/schema/conventions';
import { randomImage } from '../../../support/pictures/random-image';
import { randomNetwork } from '../../../support/reference/random-network';
import { tensorFlow } from '../../../support/tensorflow/tensorflow';

const network = randomNetwork(5);
const size = { width: 33, height: 26 };
const backends = {
  'ONNX Runtime': new OnnxBackend(ort, { executionProvider: 'cpu' }),
  'TensorFlow.js': new TensorFlowBackend(tensorFlow),
};

const picture = (seed: number) => ({
  ...size,
  path: '',
  format: 'png' as const,
  sha256: '',
  load: () => Promise.resolve({ ...size, data: randomImage(seed, size.width, size.height) }),
});

/** The style loss of each image, the style picture being that of seed 3. */
async function styleLosses(
  backend: keyof typeof backends,
  settings: Record<string, unknown>,
  seeds: readonly number[],
): Promise<number[]> {
  const recipe = await resolveRecipe('neural-style', settings);
  const on = backends[backend];
  const content = { picture: picture(1), size };
  const targets = await encodeTargets(on, recipe, network, { content, styles: [picture(3)], result: size });
  const comparison = { size, regions: wholePicture(1), targets };
  const loss = await RecipeLoss.create(on, recipe, network, comparison, initialWeights(recipe, [1]));
  const losses: number[] = [];
  for (const seed of seeds) {
    losses.push((await loss.evaluate(randomImage(seed, size.width, size.height))).losses.style);
  }
  await loss.dispose();
  return losses;
}

const conventions = summedStatistics.flatMap((statistic) =>
  gramNormalizations.map((gram) => ({ statistic, gram })),
);

describe.each(Object.keys(backends) as (keyof typeof backends)[])('with %s', (backend) => {
  it.each(conventions)('the style itself has no loss: $statistic, $gram', async ({ statistic, gram }) => {
    const settings = { 'style.statistic': statistic, 'style.gram': gram };

    const [own, other] = await styleLosses(backend, settings, [3, 4]);

    expect(other).toBeGreaterThan(0);
    expect(Math.abs(own!) / other!).toBeLessThan(1e-4);
  });
});

it('is the mean over what is compared: C² products of channels, or C channels', async () => {
  const ratio = async (statistic: string) => {
    const settings = { 'style.statistic': statistic, 'style.layers': { relu3_1: 1 } };
    const [sum] = await styleLosses('ONNX Runtime', { ...settings, 'style.reduction': 'sum' }, [4]);
    const [mean] = await styleLosses('ONNX Runtime', { ...settings, 'style.reduction': 'mean' }, [4]);
    return sum! / mean!;
  };

  // Eight channels.
  await expect(ratio('covariance')).resolves.toBeCloseTo(64, 4);
  await expect(ratio('mean')).resolves.toBeCloseTo(8, 4);
  await expect(ratio('wasserstein')).resolves.toBeCloseTo(8, 4);
});
