import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';

import { RecipeLoss } from '../../../../src/engine/objective/recipe-loss';
import { wholePicture } from '../../../../src/engine/objective/regions';
import { encodeTargets } from '../../../../src/engine/objective/targets';
import { resolveRecipe } from '../../../../src/engine/recipes/catalog';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { initialWeights } from '../../../../src/recipe/live';
import { randomImage } from '../../../support/pictures/random-image';
import { randomNetwork } from '../../../support/reference/random-network';

const size = { width: 24, height: 20 };
const network = randomNetwork(5);
const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });

const picture = (seed: number) => ({
  ...size,
  path: '',
  format: 'png' as const,
  sha256: '',
  load: () => Promise.resolve({ ...size, data: randomImage(seed, size.width, size.height) }),
});

async function evaluate(blend: string, styleMix: number[]) {
  const recipe = await resolveRecipe('neural-style', {
    'style.blend': blend,
    'content.weight': 0,
    'totalVariation.weight': 0,
  });
  const styles = styleMix.map((_, index) => picture(10 + index));
  const content = { picture: picture(1), size };
  const targets = await encodeTargets(backend, recipe, network, { content, styles, result: size });
  const comparison = { size, regions: wholePicture(styles.length), targets };
  const weights = initialWeights(recipe, styleMix);
  const recipeLoss = await RecipeLoss.create(backend, recipe, network, comparison, weights);
  const { losses, gradient } = await recipeLoss.evaluate(randomImage(2, size.width, size.height));
  await recipeLoss.dispose();
  return { gradient, loss: losses.total };
}

it('leads the same way by losses as by targets, as many times as strongly as there are styles', async () => {
  // Σ w_i·|G − G_i|² has the gradient of Σ w_i · |G − Σ w_i·G_i / Σ w_i|².
  for (const mix of [
    [1, 1],
    [3, 1],
    [0, 2],
  ]) {
    const [targets, losses] = [await evaluate('targets', mix), await evaluate('losses', mix)];

    const scale = Math.max(...targets.gradient.map(Math.abs));
    const error = losses.gradient.map((value, i) => Math.abs(value - 2 * targets.gradient[i]!));
    expect(Math.max(...error) / scale).toBeLessThan(1e-4);
  }
});

it('sums one loss per style, which is what each has by itself', async () => {
  const first = await evaluate('losses', [2, 0]);
  const second = await evaluate('losses', [0, 2]);
  const both = await evaluate('losses', [1, 1]);

  // Weight 2 of 0 and 2 is twice the mean weight.
  expect(both.loss / ((first.loss + second.loss) / 2)).toBeCloseTo(1, 5);
  expect(first.loss).not.toBeCloseTo(second.loss, 0);
});
