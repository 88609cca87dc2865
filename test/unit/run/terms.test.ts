import { expect, it } from 'vitest';

import { resolveRecipe } from '../../../src/engine/recipes/catalog';
import { groupWeights, objectiveTerms, weightOf } from '../../../src/engine/run/terms';
import { randomNetwork } from '../../support/random-network';

const { description } = randomNetwork(3);
const size = { width: 32, height: 16 };

const termsOf = async (settings: Record<string, unknown>, styles: number) =>
  objectiveTerms(await resolveRecipe('neural-style', settings), description, size, styles);

it('compares with one target mixed of all styles, or with each style by itself', async () => {
  const layers = { 'style.layers': { relu1_1: 1, relu2_1: 0.5 } };
  const names = async (blend: string, styles: number) => {
    const terms = await termsOf({ ...layers, 'style.blend': blend }, styles);
    return terms.filter(({ group }) => group === 'style').map(({ term }) => term.name);
  };

  await expect(names('targets', 2)).resolves.toEqual(['style relu1_1', 'style relu2_1']);
  await expect(names('losses', 1)).resolves.toEqual(['style relu1_1', 'style relu2_1']);
  await expect(names('losses', 2)).resolves.toEqual([
    'style 1 relu1_1',
    'style 2 relu1_1',
    'style 1 relu2_1',
    'style 2 relu2_1',
  ]);
});

it('weighs each style’s loss relative to the mean of the styles’ weights', async () => {
  const recipe = await resolveRecipe('neural-style', { 'style.blend': 'losses', 'style.weight': 10 });
  const terms = objectiveTerms(recipe, description, size, 3);
  const weights = (styleMix: number[]) =>
    terms
      .filter(({ term }) => term.name.endsWith('relu1_1'))
      .map((term) => weightOf(term, groupWeights(recipe, { styleMix })));

  // Equal weights, whatever they are, give the plain sum of the styles' losses.
  expect(weights([1, 1, 1])).toEqual([10, 10, 10]);
  expect(weights([0.5, 0.5, 0.5])).toEqual([10, 10, 10]);
  expect(weights([3, 1, 2])).toEqual([15, 5, 10]);
  expect(weights([0, 0, 0])).toEqual([10, 10, 10]);
  expect(weightOf(terms.at(-1)!, groupWeights(recipe, { styleMix: [3, 1, 2] }))).toBe(1e-3);
});

it('gives a normalised gradient the layer’s weight alone, and its value the share as ever', async () => {
  const settings = { 'style.layers': { relu3_1: 0.5 } };
  const plain = await termsOf(settings, 1);
  const normalized = await termsOf({ ...settings, gradientNormalization: true }, 1);

  expect(normalized.map(({ share }) => share)).toEqual(plain.map(({ share }) => share));
  expect(plain.map(({ gradientShare }) => gradientShare)).toEqual(plain.map(({ share }) => share));
  expect(normalized.map(({ gradientShare }) => gradientShare)).toEqual([1, 0.5, 1]);
});
