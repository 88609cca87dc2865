import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, expect, it } from 'vitest';

import { resolveRecipe } from '../../../../src/engine/recipes/catalog';
import { shareOut } from '../../../../src/recipe/schema/layer-weights';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-scheme-'));
});
afterAll(() => rm(folder, { recursive: true }));

// Of neural-style, whose five layers have a weight of 1 each: 5 in all.
it.each([
  ['equal', [1, 1, 1, 1, 1]],
  ['geometric', [80 / 31, 40 / 31, 20 / 31, 10 / 31, 5 / 31]],
  ['256-64-16-4-1', [1280 / 341, 320 / 341, 80 / 341, 20 / 341, 5 / 341]],
] as const)(
  'the scheme %s means the same from a file, from a setting and in the panel',
  async (scheme, weights) => {
    const path = join(folder, `${scheme}.json`);
    await writeFile(path, JSON.stringify({ extends: 'neural-style', style: { layerScheme: scheme } }));
    const fromFile = await resolveRecipe(path);
    const fromSetting = await resolveRecipe('neural-style', { 'style.layerScheme': scheme });
    const { style } = await resolveRecipe('neural-style');
    const inPanel = shareOut(style.layers, scheme);

    const layers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu5_1'];
    const expected = layers.map((layer, i): [string, unknown] => [layer, expect.closeTo(weights[i]!, 12)]);
    for (const found of [fromFile.style.layers, fromSetting.style.layers, inPanel])
      expect(Object.entries(found)).toEqual(expected);
  },
);

it('shares out what the layers that count have together, whatever their order', () => {
  expect(shareOut({ relu3_1: 1, relu2_1: 0, relu1_1: 5 }, 'geometric')).toEqual({ relu1_1: 4, relu3_1: 2 });
});
