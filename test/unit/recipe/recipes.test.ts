import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { listRecipes, resolveRecipe } from '../../../src/engine/recipes/catalog';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-recipes-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function recipeFile(value: unknown): Promise<string> {
  const path = join(folder, 'recipe.json');
  await writeFile(path, typeof value === 'string' ? value : JSON.stringify(value));
  return path;
}

describe('the published constants', () => {
  it('of neural-style are the options’ defaults in its README', async () => {
    const recipe = await resolveRecipe('neural-style');

    expect(recipe).toMatchObject({
      size: 512,
      iterations: 1000,
      content: { weight: 5, layers: { relu4_2: 1 } },
      style: {
        weight: 100,
        scale: 1,
        layers: { relu1_1: 1, relu2_1: 1, relu3_1: 1, relu4_1: 1, relu5_1: 1 },
      },
      totalVariation: { weight: 1e-3 },
      optimizer: { kind: 'lbfgs', history: 100 },
      pooling: 'max',
      clamp: false,
    });
  });

  it('of keras-lbfgs are those of the listing in section 8.3', async () => {
    const recipe = await resolveRecipe('keras-lbfgs');

    expect(recipe).toMatchObject({
      size: 400,
      measure: 'height',
      content: { weight: 0.025, layers: { relu5_2: 1 }, reduction: 'sum' },
      style: { weight: 1, layers: { relu1_1: 0.2, relu5_1: 0.2 }, resize: 'exact' },
      totalVariation: { weight: 1e-4, kind: 'power' },
      optimizer: { kind: 'lbfgs', history: 10, lineSearch: 'strong-wolfe', restartEvery: 20 },
      iterations: 400,
      initial: { image: 'content' },
    });
  });
});

describe('what the losses do not tell of a published program', () => {
  // Their losses are checked by the integration test of `eval`.
  it.each([
    [
      'stylenet',
      {
        size: 'native',
        style: { resize: 'exact' },
        optimizer: { kind: 'adam', learningRate: 10, beta1: 0.9, beta2: 0.999, decay: 0 },
        iterations: 100,
        initial: { image: 'noise', distribution: 'normal', deviation: 0.256 },
        clamp: false,
      },
    ],
    ['gatys-2015', { optimizer: { kind: 'lbfgs' }, initial: { image: 'noise' }, clamp: false }],
    [
      'gatys-means',
      {
        optimizer: { kind: 'adam', learningRate: 0.02, beta1: 0.9, beta2: 0.999 },
        iterations: 10,
        initial: { image: 'content' },
      },
    ],
    [
      'course',
      {
        input: 'unit',
        size: 400,
        measure: 'square',
        style: { resize: 'exact' },
        optimizer: { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999 },
        iterations: 2501,
        initial: { image: 'noisy-content', distribution: 'uniform', deviation: 0.25 },
        clamp: true,
      },
    ],
    [
      'tf2-tutorial',
      {
        input: 'unit',
        size: 224,
        measure: 'square',
        style: { resize: 'exact', blend: 'losses' },
        optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999 },
      },
    ],
  ])('%s', async (name, published) => {
    await expect(resolveRecipe(name)).resolves.toMatchObject({
      network: 'vgg19',
      averaging: 0,
      ...published,
    });
  });
});

it('lists studio first, as the default', () => {
  expect(listRecipes()[0]!.name).toBe('studio');
});

it('reads back every recipe from its own JSON', async () => {
  for (const recipe of listRecipes()) {
    await expect(resolveRecipe(await recipeFile(recipe))).resolves.toEqual(recipe);
  }
});

describe('settings', () => {
  it('replace values by key, in each of its spellings', async () => {
    for (const key of ['style.weight', 'style-weight', 'styleWeight']) {
      const recipe = await resolveRecipe('studio', { [key]: 42 });
      expect(recipe.style.weight).toBe(42);
    }
    const recipe = await resolveRecipe('studio', { 'optimizer.learning-rate': 2 });
    expect(recipe.optimizer).toMatchObject({ kind: 'lbfgs', learningRate: 2, lineSearch: 'backtracking' });
  });

  it('of an object are applied before those of its parts, in whatever order they are given', async () => {
    const recipe = await resolveRecipe('studio', {
      'style.layers.relu3_1': 4,
      'style.layers': { relu2_1: 1 },
    });
    expect(recipe.style.layers).toEqual({ relu2_1: 1, relu3_1: 4 });
  });

  it('take away what a recipe may do without', async () => {
    const bare = await resolveRecipe('studio', { scales: null, source: null });
    expect(bare).not.toHaveProperty('scales');
    expect(bare).not.toHaveProperty('source');
    await expect(resolveRecipe('studio', { scales: false })).resolves.not.toHaveProperty('scales');
    await expect(resolveRecipe('studio', { size: null })).rejects.toMatchObject({
      code: 'bad-setting',
      message: expect.stringMatching(/^size: /) as string,
    });
  });

  it('replace a whole group', async () => {
    const recipe = await resolveRecipe('studio', { 'content.layers': { conv3_1: 2 } });
    expect(recipe.content.layers).toEqual({ relu3_1: 2 });
  });

  it('name layers alone, of equal weights', async () => {
    const recipe = await resolveRecipe('studio', { 'style.layers': ['conv2_1', 'relu1_1', 'block2_conv1'] });
    expect(recipe.style.layers).toEqual({ relu1_1: 0.5, relu2_1: 0.5 });
  });

  it.each([
    ['equal', [1 / 5, 1 / 5, 1 / 5, 1 / 5, 1 / 5]],
    ['geometric', [16 / 31, 8 / 31, 4 / 31, 2 / 31, 1 / 31]],
    ['256-64-16-4-1', [256 / 341, 64 / 341, 16 / 341, 4 / 341, 1 / 341]],
  ])('share the style weight out by the scheme %s, from the first layer on', async (scheme, weights) => {
    const recipe = await resolveRecipe('neural-style', { 'style.layer-scheme': scheme });

    const names = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'];
    // The recipe's five layers have a weight of 1 each, 5 together.
    expect(Object.entries(recipe.style.layers)).toEqual(
      names.map((name, i): [string, unknown] => [name, expect.closeTo(5 * weights[i]!, 12)]),
    );
    expect(recipe.style).not.toHaveProperty('layerScheme');
  });

  it('add a layer and leave the others', async () => {
    const recipe = await resolveRecipe('neural-style', { 'style.layers.conv3_3': 0.5 });
    expect(recipe.style.layers).toMatchObject({ relu3_3: 0.5, relu1_1: 1 });
  });

  it('of another optimizer take the place of the old one’s, whatever their order', async () => {
    const recipe = await resolveRecipe('neural-style', {
      'optimizer.learningRate': 3,
      'optimizer.kind': 'adam',
    });
    expect(recipe.optimizer).toEqual({
      kind: 'adam',
      learningRate: 3,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      decay: 0,
      annealing: 1,
      space: 'pixels',
    });
  });

  it.each([
    ['no-such-key', 1, /no setting "no-such-key"/],
    ['iterations', 0, /iterations/],
    ['iterations', 'many', /iterations/],
    ['size', 12, /size/],
    ['style.weight', -1, /style\.weight/],
    ['pooling', 'median', /pooling/],
    ['style.layers', {}, /at least one layer/],
    ['content.layers', 'relu4_2', /content\.layers: give weights by layer/],
    ['style.layers', { '': 1 }, /style\.layers/],
    ['__proto__', 1, /no setting/],
  ])('refuse %s = %j, naming it', async (key, value, message) => {
    const settings = Object.fromEntries([[key, value]]);
    await expect(resolveRecipe('studio', settings)).rejects.toMatchObject({
      code: 'bad-setting',
      message: expect.stringMatching(message) as string,
    });
  });

  it('that exclude one another are refused with what to do', async () => {
    await expect(resolveRecipe('neural-style', { clamp: true })).rejects.toMatchObject({
      code: 'bad-setting',
      hint: 'Set clamp to false, or optimizer.lineSearch to backtracking.',
    });
    await expect(resolveRecipe('studio', { 'initial.image': 'file' })).rejects.toMatchObject({
      code: 'bad-setting',
    });
    await expect(resolveRecipe('keras-lbfgs', { gradientNormalization: true })).rejects.toMatchObject({
      code: 'bad-setting',
      message: expect.stringMatching(/strong-wolfe/) as string,
    });
    await expect(resolveRecipe('neural-style', { gradientNormalization: true })).resolves.toBeDefined();
    await expect(
      resolveRecipe('neural-style', { clamp: true, 'optimizer.lineSearch': 'backtracking' }),
    ).resolves.toMatchObject({ clamp: true });
  });
});

describe('normalised gradients', () => {
  it('bring weights with which the style is seen, unless others are given', async () => {
    await expect(resolveRecipe('studio', { gradientNormalization: true })).resolves.toMatchObject({
      content: { weight: 1 },
      style: { weight: 100 },
      totalVariation: { weight: 0.1 },
    });
    await expect(
      resolveRecipe('studio', { 'style.weight': 7, 'gradient-normalization': true }),
    ).resolves.toMatchObject({ content: { weight: 1 }, style: { weight: 7 } });
    // Sums grow with the picture.
    await expect(resolveRecipe('neural-style', { gradientNormalization: true })).resolves.toMatchObject({
      totalVariation: { weight: 0 },
    });
  });

  it('bring backtracking in place of L-BFGS without a line search, unless that is wanted', async () => {
    await expect(resolveRecipe('neural-style', { gradientNormalization: true })).resolves.toMatchObject({
      optimizer: { kind: 'lbfgs', history: 100, lineSearch: 'backtracking' },
    });
    await expect(
      resolveRecipe('neural-style', { gradientNormalization: true, 'optimizer.lineSearch': 'none' }),
    ).resolves.toMatchObject({ optimizer: { kind: 'lbfgs', lineSearch: 'none' } });
    await expect(
      resolveRecipe('neural-style', { gradientNormalization: true, 'optimizer.kind': 'sgd' }),
    ).resolves.toMatchObject({ optimizer: { kind: 'sgd' } });
  });

  it('leave a line search that is chosen with them', async () => {
    const settings = { gradientNormalization: true, 'optimizer.lineSearch': 'none' };

    await expect(resolveRecipe('studio', { ...settings, clamp: false })).resolves.toMatchObject({
      optimizer: { kind: 'lbfgs', lineSearch: 'none' },
    });
    await expect(resolveRecipe('studio', settings)).rejects.toMatchObject({
      hint: 'Set clamp to false, or optimizer.lineSearch to backtracking.',
    });
  });

  it('change nothing in a recipe that has them', async () => {
    const recipe = await resolveRecipe('studio', { gradientNormalization: true, 'content.weight': 3 });

    await expect(resolveRecipe(recipe, { gradientNormalization: true })).resolves.toEqual(recipe);
  });
});

describe('the method of a recipe', () => {
  it('is optimisation where none is named', async () => {
    const { method, ...old } = await resolveRecipe('studio');

    expect(method).toBe('optimize');
    await expect(resolveRecipe(await recipeFile(old))).resolves.toMatchObject({ method: 'optimize' });
  });

  it('is one of those there are', async () => {
    const recipe = { ...(await resolveRecipe('studio')), method: 'guess' };

    await expect(resolveRecipe(await recipeFile(recipe))).rejects.toMatchObject({
      code: 'bad-recipe',
      message: expect.stringMatching(/method: .*optimize/) as string,
    });
  });
});

describe('a recipe file', () => {
  it('whose settings exclude one another is refused with its name', async () => {
    const recipe = { ...(await resolveRecipe('neural-style')), clamp: true };

    await expect(resolveRecipe(await recipeFile(recipe))).rejects.toMatchObject({
      code: 'bad-recipe',
      file: join(folder, 'recipe.json'),
      hint: 'Set clamp to false, or optimizer.lineSearch to backtracking.',
    });
  });

  it.each([
    ['{ nonsense', /not valid JSON/],
    [[], /not a recipe/],
    [{ ...listRecipes()[0], iterationz: 5 }, /iterationz/],
    [{ ...listRecipes()[0], size: 'huge' }, /size/],
  ])('that is wrong is refused with its name and the reason', async (value, message) => {
    await expect(resolveRecipe(await recipeFile(value))).rejects.toMatchObject({
      code: 'bad-recipe',
      file: join(folder, 'recipe.json'),
      message: expect.stringMatching(message) as string,
    });
  });

  it('that is missing is refused as missing', async () => {
    await expect(resolveRecipe(join(folder, 'none.json'))).rejects.toMatchObject({ code: 'file-not-found' });
  });

  it('is not looked for under a plain name', async () => {
    await expect(resolveRecipe('nosuch')).rejects.toMatchObject({ code: 'unknown-recipe' });
  });
});
