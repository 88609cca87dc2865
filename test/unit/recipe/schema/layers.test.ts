import { describe, expect, it } from 'vitest';

import { listRecipes } from '../../../../src/engine/recipes/catalog';
import { shareOut } from '../../../../src/recipe/schema/layer-weights';
import { canonicalLayer, requireLayers } from '../../../../src/recipe/schema/layers';
import { optimizeSchema } from '../../../../src/recipe/schema/optimize';
import { addChange, withChanges } from '../../../../src/recipe/values/changes';
import { applySettings } from '../../../../src/recipe/values/settings';

const [studio] = listRecipes();
/** A network that is none of VGG's, whose names have dots and hyphens. */
const other = { name: 'other', layers: ['stem.relu', 'mixed-3.relu', 'mixed-10.relu'] };
const ofOther = optimizeSchema.parse({
  ...studio,
  network: 'other',
  content: { ...studio!.content, layers: ['mixed-3.relu'] },
  style: { ...studio!.style, layers: { 'stem.relu': 1, 'mixed-10.relu': 3 } },
});

describe('a layer', () => {
  it('of VGG-19 is known by the names that are in use for it', () => {
    expect(['relu4_2', 'conv4_2', 'block4_conv2'].map(canonicalLayer)).toEqual(new Array(3).fill('relu4_2'));
  });

  it('of another network keeps its name', () => {
    const names = ['stem.relu', 'pool1', 'relu6_1', 'block3_conv5', 'myrelu4_2'];
    expect(names.map(canonicalLayer)).toEqual(names);
  });
});

describe('the layers of a recipe', () => {
  it('are those of its network, whatever it calls them', () => {
    expect(() => {
      requireLayers(ofOther, other);
    }).not.toThrow();
  });

  it.each([
    ['style.layers', 'relu9_9'],
    ['content.layers', 'conv1_3'],
    ['style.layers', 'pool1'],
  ])('%s.%s is refused with those that there are', (key, layer) => {
    const recipe = applySettings(ofOther, { [`${key}.${layer}`]: 1 });

    expect(() => {
      requireLayers(recipe, other);
    }).toThrow(
      expect.objectContaining({
        code: 'bad-setting',
        message: `The network other has no layer ${canonicalLayer(layer)}, which ${key} names.`,
        hint: expect.stringContaining('stem.relu, mixed-3.relu, mixed-10.relu') as string,
      }) as Error,
    );
  });

  it('of VGG-19 are not those of another network', () => {
    expect(() => {
      requireLayers(studio!, other);
    }).toThrow(/no layer relu4_2, which content\.layers names/);
  });

  it('are set one by one, also with dots in their names', () => {
    const { style } = applySettings(ofOther, { 'style.layers.mixed-3.relu': 5 });
    expect(style.layers).toEqual({ 'stem.relu': 1, 'mixed-10.relu': 3, 'mixed-3.relu': 5 });

    const changes = addChange(ofOther, {}, 'style.layers.stem.relu', 2);
    expect(changes).toEqual({ 'style.layers.stem.relu': 2 });
    expect(withChanges(ofOther, changes).style.layers).toEqual({ 'stem.relu': 2, 'mixed-10.relu': 3 });
  });

  it('share their weight out in the order that they are written in, where no number tells it', () => {
    expect(shareOut({ 'stem.relu': 1, 'mixed-3.relu': 1, 'mixed-10.relu': 1 }, 'geometric')).toEqual({
      'stem.relu': expect.closeTo(12 / 7, 12) as number,
      'mixed-3.relu': expect.closeTo(6 / 7, 12) as number,
      'mixed-10.relu': expect.closeTo(3 / 7, 12) as number,
    });
  });
});
