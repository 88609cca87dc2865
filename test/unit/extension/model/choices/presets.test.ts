import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { listRecipes, resolveRecipe } from '../../../../../src/engine/recipes/catalog';
import { freeName, Presets } from '../../../../../src/extension/model/choices/presets';
import { nearestRecipe, recipeFile } from '../../../../../src/extension/model/choices/recipe-file';
import { applyChanges, type Changes } from '../../../../../src/recipe/values/changes';
import { choices, createStore, fakeMemory } from '../../fakes';

const raise = (thrown: unknown) => {
  throw thrown;
};
const bold = { name: 'Bold', recipe: 'studio', changes: { 'style.weight': 9, size: 256 } };

describe('presets', () => {
  it('are of all windows, by name', () => {
    const memory = fakeMemory();
    const presets = new Presets(memory, raise);
    presets.save(bold);
    new Presets(memory, raise).save({ ...bold, name: 'Airy', changes: {} });

    expect(presets.all.map(({ name }) => name)).toEqual(['Airy', 'Bold']);
    presets.save({ ...bold, changes: { size: 64 } });
    expect(presets.find('Bold').changes).toEqual({ size: 64 });
  });

  it('are renamed, but to no name that is taken', () => {
    const presets = new Presets(fakeMemory(), raise);
    presets.save(bold);
    presets.save({ ...bold, name: 'Airy' });

    expect(() => {
      presets.rename('Bold', 'Airy');
    }).toThrow('There is a preset "Airy" already.');
    presets.rename('Bold', 'Bolder');

    expect(presets.all.map(({ name }) => name)).toEqual(['Airy', 'Bolder']);
    expect(freeName(presets, 'Airy')).toBe('Airy 2');
  });

  it('are deleted, and given back', () => {
    const presets = new Presets(fakeMemory(), raise);
    presets.save(bold);

    const giveBack = presets.remove('Bold');
    expect(presets.all).toEqual([]);
    expect(() => presets.find('Bold')).toThrow('There is no preset "Bold" any more.');
    giveBack();

    expect(presets.all).toEqual([bold]);
  });

  it('that are damaged take no other with them', () => {
    const presets = new Presets(fakeMemory({ presets: [{ name: 3 }, bold] }), raise);

    expect(presets.all).toEqual([bold]);
  });

  it('are known again by their settings, in whatever order they were made', async () => {
    const { store } = createStore({ userMemory: fakeMemory({ presets: [bold] }) });
    await store.load();
    store.selection.use(choices());
    expect(store.presets.matching(store.selection.choices)).toBeUndefined();

    await store.change('size', 256);
    await store.change('style.weight', 9);

    expect(store.presets.matching(store.selection.choices)).toEqual(bold);
    await store.undo();
    expect(store.presets.matching(store.selection.choices)).toBeUndefined();
  });
});

describe('a preset as a recipe file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'stylize-preset-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const cases: readonly [string, string, Changes][] = [
    ['numbers', 'studio', { 'style.weight': 9, size: 'native', iterations: 20 }],
    [
      'another optimizer, without what it excludes',
      'studio',
      { 'optimizer.kind': 'lbfgs', 'optimizer.history': 5 },
    ],
    ['the settings of the optimizer', 'neural-style', { 'optimizer.history': 7 }],
    ['layers', 'gatys-2015', { 'style.layers.relu3_1': 4, 'content.layers': { relu3_2: 1 } }],
    ['a part that is gone', 'studio', { scales: false }],
    ['a part that is new', 'course', { 'scales.from': 64 }],
    ['nothing', 'stylenet', {}],
  ];

  it.each(cases)('gives the engine the same recipe: %s', async (_, name, changes) => {
    const original = await resolveRecipe(name);
    const file = join(folder, 'mine.stylize.json');
    await writeFile(file, JSON.stringify(recipeFile({ name: 'Mine', recipe: name, changes }, original)));

    const read = await resolveRecipe(file);

    const { description, source, ...same } = applyChanges(original, changes).recipe;
    expect(read).toMatchObject({ ...same, name: 'mine', title: 'Mine' });
    // And the way back finds the recipe that it was made of.
    const nearest = nearestRecipe(read, listRecipes());
    expect(nearest.recipe).toBe(name);
    expect(applyChanges(original, nearest.changes).recipe).toEqual({
      ...same,
      description,
      ...(source !== undefined && { source }),
    });
  });

  it('of a recipe that is a file is whole: that file is not there elsewhere', async () => {
    const original = { ...(await resolveRecipe('studio')), name: 'own' };
    const file = recipeFile({ name: 'Mine', recipe: '/homes/a/own.json', changes: { size: 64 } }, original);

    expect(file).toMatchObject({ title: 'Mine', size: 64, style: original.style });
    expect(file).not.toHaveProperty('extends');
  });
});
