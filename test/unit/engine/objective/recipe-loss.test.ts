import { expect, it } from 'vitest';

import { RecipeLoss } from '../../../../src/engine/objective/recipe-loss';
import { wholePicture } from '../../../../src/engine/objective/regions';
import { Targets } from '../../../../src/engine/objective/targets';
import { resolveRecipe } from '../../../../src/engine/recipes/catalog';
import type { Backend } from '../../../../src/engine/runtime/backend';
import { randomNetwork } from '../../../support/reference/random-network';

const network = randomNetwork(5);
const size = { width: 16, height: 16 };
/** Of a recipe with one layer each, whose terms are worth 10 (content), 20 (style) and 30 (total variation). */
const values = Float32Array.of(10, 20, 30);

async function create(settings: object = {}) {
  const recipe = await resolveRecipe('neural-style', {
    ...{ 'content.layers': { relu1_1: 1 }, 'content.reduction': 'half-sum' },
    ...{ 'style.layers': { relu1_1: 1 }, 'style.reduction': 'sum' },
    ...{ 'totalVariation.kind': 'squared-sum', network: 'embedded' },
    ...settings,
  });
  const factors = new Map<string, number>();
  const targets = new Map<string, number[]>();
  const backend: Pick<Backend, 'createObjective'> = {
    createObjective: () =>
      Promise.resolve({
        setFactor: (term, factor) => factors.set(term, factor),
        setTarget: (term, target) => targets.set(term, [...target]),
        evaluate: () => Promise.resolve({ values, gradient: Float32Array.of(1, 2, 6) }),
        dispose: () => Promise.resolve(),
      }),
  };
  const styles = [10, 20].map((value) => new Map([['relu1_1 gram', Float32Array.of(value)]]));
  const comparison = {
    size,
    regions: wholePicture(2),
    targets: new Targets(new Map([['relu1_1 features', Float32Array.of(3)]]), styles),
  };
  const weights = { 'content.weight': 2, 'style.weight': 3, 'totalVariation.weight': 4, mix: [1, 1] };
  const loss = await RecipeLoss.create(backend as Backend, recipe, network, comparison, weights);
  return { loss, factors, targets, weights };
}

it('is the sum of its terms, each with its share and its weight', async () => {
  const { loss, factors, targets } = await create();

  expect(Object.fromEntries(factors)).toEqual({ 'content relu1_1': 1, 'style relu1_1': 3, tv: 4 });
  expect(Object.fromEntries(targets)).toEqual({ 'content relu1_1': [3], 'style relu1_1': [15] });
  const { losses, layers } = await loss.evaluate(new Float32Array(3));
  // Half the content's 10 times 2, the style's 20 times 3, the variation's 30 times 4.
  expect(losses).toEqual({ content: 10, style: 60, tv: 120, total: 190 });
  expect(Object.fromEntries(layers)).toEqual({ 'content relu1_1': 10, 'style relu1_1': 60 });
  // ½·2·3² + 3·15²
  expect(loss.emptyLoss).toBe(9 + 675);
});

it('takes new weights, and with them another mixture of the styles', async () => {
  const { loss, factors, targets, weights } = await create();

  loss.reweight({ ...weights, 'style.weight': 1, mix: [1, 3] });

  expect(factors.get('style relu1_1')).toBe(1);
  expect(targets.get('style relu1_1')).toEqual([17.5]);
  await expect(loss.evaluate(new Float32Array(3))).resolves.toMatchObject({
    losses: { style: 20, total: 150 },
  });
});

it('has a gray gradient where a run paints in luminance alone', async () => {
  const gradientWith = async (colors: string) => {
    const { loss } = await create({ colors });
    return [...(await loss.evaluate(new Float32Array(3))).gradient];
  };

  expect(await gradientWith('style')).toEqual([1, 2, 6]);
  expect(await gradientWith('luminance')).toEqual([3, 3, 3]);
});
