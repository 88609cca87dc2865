import { describe, expect, it } from 'vitest';

import { wholePicture, type Region } from '../../../../src/engine/objective/regions';
import { objectiveTerms, weightOf } from '../../../../src/engine/objective/terms';
import { resolveRecipe } from '../../../../src/engine/recipes/catalog';
import { initialWeights } from '../../../../src/recipe/live';
import { randomNetwork } from '../../../support/reference/random-network';

const { description } = randomNetwork(3);
const size = { width: 32, height: 16 };

const termsOf = async (settings: Record<string, unknown>, styles: number) =>
  objectiveTerms(await resolveRecipe('neural-style', settings), description, size, wholePicture(styles));

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
  const terms = objectiveTerms(recipe, description, size, wholePicture(3));
  const weights = (mix: number[]) =>
    terms
      .filter(({ term }) => term.name.endsWith('relu1_1'))
      .map((term) => weightOf(term, initialWeights(recipe, mix)));

  // Equal weights, whatever they are, give the plain sum of the styles' losses.
  expect(weights([1, 1, 1])).toEqual([10, 10, 10]);
  expect(weights([0.5, 0.5, 0.5])).toEqual([10, 10, 10]);
  expect(weights([3, 1, 2])).toEqual([15, 5, 10]);
  expect(weights([0, 0, 0])).toEqual([10, 10, 10]);
  expect(weightOf(terms.at(-1)!, initialWeights(recipe, [3, 1, 2]))).toBe(1e-3);
});

it('has no content loss where no layers are named for it', async () => {
  const groups = (await termsOf({ 'content.layers': {} }, 1)).map(({ group }) => group);
  expect([...new Set(groups)]).toEqual(['style', 'tv']);
});

describe('with regions', () => {
  const halves = (columns: number): Region[] => {
    const data = Float32Array.from({ length: 32 * 16 }, (_, i) => Number(i % 32 < columns));
    return [
      { styles: [0, 2], coverage: { ...size, data } },
      { styles: [1], coverage: { ...size, data: data.map((value) => 1 - value) } },
    ];
  };
  const styleTerms = async (settings: Record<string, unknown>, regions: Region[]) => {
    const recipe = await resolveRecipe('neural-style', settings);
    return objectiveTerms(recipe, description, size, regions).filter(({ group }) => group === 'style');
  };
  const layer = { 'style.layers': { relu2_1: 0.5 } };

  it('compares each with the mixture of its styles, or with each of them by itself', async () => {
    const names = async (blend: string) =>
      (await styleTerms({ ...layer, 'style.blend': blend }, halves(8))).map(({ term }) => term.name);

    await expect(names('targets')).resolves.toEqual(['style 1+3 relu2_1', 'style 2 relu2_1']);
    await expect(names('losses')).resolves.toEqual(['style 1 relu2_1', 'style 3 relu2_1', 'style 2 relu2_1']);
  });

  it('shares the weight out by the part of the picture that each covers', async () => {
    for (const gradientNormalization of [false, true]) {
      const settings = { ...layer, gradientNormalization };
      const [whole] = await styleTerms(settings, wholePicture(3));
      const [left, right] = await styleTerms(settings, halves(8));
      expect(left!.share / whole!.share).toBeCloseTo(1 / 4, 6);
      expect(right!.share / whole!.share).toBeCloseTo(3 / 4, 6);
      expect(right!.gradientShare / whole!.gradientShare).toBeCloseTo(3 / 4, 6);
    }
  });

  it('has no term where no position of a layer is in a region', async () => {
    const settings = { 'style.layers': ['relu1_1', 'relu4_1'], 'style.guidance': 'inside' };
    const names = (await styleTerms(settings, halves(8))).map(({ term }) => term.name);
    expect(names).toEqual(['style 1+3 relu1_1', 'style 2 relu1_1']);
  });

  it('weighs each by the mean of its styles’ weights relative to that of all', async () => {
    const recipe = await resolveRecipe('neural-style', { 'style.weight': 10, ...layer });
    const terms = await styleTerms(layer, halves(8));
    const weights = (mix: number[]) => terms.map((term) => weightOf(term, initialWeights(recipe, mix)));

    expect(weights([1, 1, 1])).toEqual([10, 10]);
    expect(weights([1, 4, 1])).toEqual([5, 20]);
    expect(weights([0, 3, 0])).toEqual([0, 30]);
    expect(weights([0, 0, 0])).toEqual([10, 10]);
  });
});

it('gives a normalised gradient the layer’s weight alone, and its value the share as ever', async () => {
  const settings = { 'style.layers': { relu3_1: 0.5 } };
  const plain = await termsOf(settings, 1);
  const normalized = await termsOf({ ...settings, gradientNormalization: true }, 1);

  expect(normalized.map(({ share }) => share)).toEqual(plain.map(({ share }) => share));
  expect(plain.map(({ gradientShare }) => gradientShare)).toEqual(plain.map(({ share }) => share));
  expect(normalized.map(({ gradientShare }) => gradientShare)).toEqual([1, 0.5, 1]);
});
