import { describe, expect, it } from 'vitest';

import { fastStyleRecipe } from '../../../../src/engine/recipes/fast-style';
import {
  addChange,
  applyChanges,
  carriedChanges,
  dropChange,
  withChanges,
  type Changes,
} from '../../../../src/recipe/values/changes';
import { applySettings } from '../../../../src/recipe/values/settings';
import { choices, createStore, recipe } from '../../extension/fakes';

const added = (...changes: readonly [string, unknown][]): Changes =>
  changes.reduce<Changes>((all, [key, value]) => addChange(recipe, all, key, value), {});

describe('a change of a recipe', () => {
  it('is none when the recipe has that value anyway', () => {
    expect(added(['size', 256], ['size', 512])).toEqual({});
  });

  it('of a whole takes the place of changes in it', () => {
    const layers = { relu1_1: 0.5, relu2_1: 0.5 };

    expect(added(['style.layers.relu1_1', 3], ['style.layers', layers])).toEqual({ 'style.layers': layers });
    expect(added(['scales.from', 64], ['scales', false])).toEqual({});
  });

  it('in a whole that was changed comes on top of it', () => {
    const changes = added(['style.layers', { relu1_1: 0.5, relu2_1: 0.5 }], ['style.layers.relu2_1', 4]);

    expect(withChanges(recipe, changes).style.layers).toEqual({ relu1_1: 0.5, relu2_1: 4 });
  });

  it('to another optimizer forgets the settings of the one before', () => {
    expect(added(['optimizer.beta1', 0.5], ['optimizer.kind', 'lbfgs'])).toEqual({
      'optimizer.kind': 'lbfgs',
    });
  });
});

describe('returning to the recipe', () => {
  it('drops what means nothing without the value', () => {
    const optimizer = added(['optimizer.kind', 'lbfgs'], ['optimizer.history', 50], ['size', 128]);
    const layers = added(['style.layers', { relu2_1: 1 }], ['style.layers.relu2_1', 4]);

    expect(dropChange(recipe, optimizer, 'optimizer.kind')).toEqual({ size: 128 });
    expect(dropChange(recipe, layers, 'style.layers')).toEqual({});
  });

  it('drops the rest of a part that the recipe has not got', () => {
    const scales = added(['scales.from', 64], ['scales.factor', 2], ['size', 128]);

    expect(dropChange(recipe, scales, 'scales.factor')).toEqual({ 'scales.from': 64, size: 128 });
    expect(dropChange(recipe, scales, 'scales.from')).toEqual({ size: 128 });
  });

  it('keeps the other changes of the store', async () => {
    const { store } = createStore();
    await store.load();
    store.selection.use(choices());
    await store.change('optimizer.kind', 'sgd');
    await store.change('optimizer.momentum', 0.5);
    await store.change('size', 128);

    await store.reset('optimizer.kind');

    expect(store.selection.choices.changes).toEqual({ size: 128 });
    expect(store.recipe).toMatchObject({ size: 128, optimizer: { kind: 'adam' } });
  });
});

describe('changes that a recipe does not take', () => {
  const refused = (changes: Changes) => applyChanges(recipe, changes).setAside.map(({ key }) => key);

  it.each<[string, Changes]>([
    ['of the wrong type', { 'style.weight': 'much' }],
    ['out of range', { size: 3 }],
    ['that it does not know', { 'style.sparkle': 1 }],
    ['of another optimizer', { 'optimizer.history': 5 }],
    ['of a part that it has not got', { 'scales.factor': 2 }],
    ['that reach for what every object inherits', { '__proto__.polluted': 1 }],
    ['of a value that has no parts', { 'size.width': 3 }],
  ])('%s are set aside alone, and said', (_, fault) => {
    const applied = applyChanges(recipe, { iterations: 50, ...fault, 'content.weight': 7 });

    expect(applied.setAside.map(({ key }) => key)).toEqual(Object.keys(fault));
    expect(applied.setAside[0]!.reason).not.toBe('');
    expect(applied.recipe).toMatchObject({ iterations: 50, content: { weight: 7 }, size: 512 });
    expect(applied.changes).toEqual({ iterations: 50, 'content.weight': 7 });
  });

  it('may be several', () => {
    expect(refused({ size: -1, 'optimizer.momentum': 0.5, iterations: 0, seed: 3 }).sort()).toEqual([
      'iterations',
      'optimizer.momentum',
      'size',
    ]);
  });

  it('stand in the way of no other change', () => {
    const changes = addChange(recipe, { size: -1 }, 'iterations', 20);

    expect(changes).toEqual({ size: -1, iterations: 20 });
    expect(dropChange(recipe, changes, 'iterations')).toEqual({ size: -1 });
    expect(dropChange(recipe, changes, 'size')).toEqual({ iterations: 20 });
  });
});

const strongWolfe = { 'optimizer.kind': 'lbfgs', 'optimizer.lineSearch': 'strong-wolfe' };

describe('settings that exclude one another', () => {
  const clamped = { ...recipe, clamp: true };

  it('give way to the optimizer, and are back without it', () => {
    const searching = added(['optimizer.kind', 'lbfgs'], ['optimizer.lineSearch', 'strong-wolfe']);

    expect(searching).toEqual(strongWolfe);
    expect(applyChanges(clamped, searching)).toMatchObject({
      recipe: { clamp: false },
      changes: { ...searching, clamp: false },
      setAside: [],
    });
    expect(applyChanges(clamped, dropChange(clamped, searching, 'optimizer.kind')).recipe.clamp).toBe(true);
  });

  it('cannot be reset to what the engine refuses', () => {
    const changes = { ...strongWolfe, clamp: false, gradientNormalization: true };

    const reset = dropChange(clamped, changes, 'clamp');

    expect(applyChanges(clamped, reset).recipe).toMatchObject({
      clamp: false,
      gradientNormalization: false,
    });
  });

  it('a start from a file without the file is one from the picture', () => {
    const changes = { 'initial.image': 'file', 'initial.file': '/a.png' };

    const reset = dropChange(recipe, changes, 'initial.file');

    expect(applyChanges(recipe, reset).recipe.initial.image).toBe('content');
  });
});

describe('normalised gradients', () => {
  it('bring the same weights here as in the engine, until they are turned off', () => {
    const changes = addChange(recipe, {}, 'gradientNormalization', true);
    const applied = applyChanges(recipe, changes);

    expect(changes).toEqual({ gradientNormalization: true });
    expect(applied.recipe).toEqual(applySettings(recipe, changes));
    expect(applied.recipe).toMatchObject({ content: { weight: 1 }, style: { weight: 100 } });
    // The recipe's own weight is a change beside them.
    expect(addChange(recipe, changes, 'style.weight', recipe.style.weight)).toEqual({
      ...changes,
      'style.weight': recipe.style.weight,
    });
    expect(applyChanges(recipe, dropChange(recipe, changes, 'gradientNormalization')).recipe).toEqual(recipe);
  });

  it('that are excluded bring no weights', () => {
    const changes = { ...strongWolfe, gradientNormalization: true };

    expect(applyChanges(recipe, changes).recipe).toMatchObject({
      gradientNormalization: false,
      content: { weight: recipe.content.weight },
      style: { weight: recipe.style.weight },
    });
  });
});

describe('another recipe', () => {
  const other = { ...recipe, name: 'other', size: 256, iterations: 10 };

  it('keeps the size and iterations that were set, and has what was changed in it before', () => {
    const current = { size: 1024, iterations: 60, 'style.weight': 9 };

    expect(carriedChanges(other, {}, current)).toEqual({ size: 1024, iterations: 60 });
    expect(carriedChanges(other, { size: 64, 'content.weight': 3 }, current)).toEqual({
      size: 1024,
      iterations: 60,
      'content.weight': 3,
    });
    expect(carriedChanges(other, { size: 64 }, {})).toEqual({ size: 64 });
    expect(carriedChanges(other, {}, { size: 256 })).toEqual({});
  });

  it('leaves out what a recipe of another method has no setting for', () => {
    const fast = fastStyleRecipe({ name: 'wave', title: 'Wave' });

    expect(carriedChanges(fast, {}, { size: 256, iterations: 60 })).toEqual({ size: 256 });
  });
});
