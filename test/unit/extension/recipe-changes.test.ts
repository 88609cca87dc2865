import { describe, expect, it } from 'vitest';

import {
  addChange,
  dropChange,
  withChanges,
  type Changes,
} from '../../../src/extension/model/recipe-changes';
import { choices, createStore, recipe } from './fakes';

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
    await store.change('optimizer.kind', 'lbfgs');
    await store.change('optimizer.history', 50);
    await store.change('size', 128);

    store.reset('optimizer.kind');

    expect(store.selection.choices.changes).toEqual({ size: 128 });
    expect(store.recipe).toMatchObject({ size: 128, optimizer: { kind: 'adam' } });
  });
});
