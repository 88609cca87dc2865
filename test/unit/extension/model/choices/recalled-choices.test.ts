import { describe, expect, it } from 'vitest';

import type { RecalledRun } from '../../../../../src/contracts/recalled-run';
import { listRecipes } from '../../../../../src/engine/recipes/catalog';
import { choicesSchema } from '../../../../../src/extension/model/choices/choices';
import {
  recalledChoices,
  showsRegions,
  showsStyles,
} from '../../../../../src/extension/model/choices/recalled-choices';
import type { Recipe } from '../../../../../src/recipe/recipe';
import { withChanges } from '../../../../../src/recipe/values/changes';
import { applySettings, settingsBetween } from '../../../../../src/recipe/values/settings';

const recipes = listRecipes();
const studio = recipes[0]!;

/** What decides a result. */
const deciding = (recipe: Recipe) => ({ ...recipe, name: '', title: '', description: '', source: '' });

describe('the difference of two recipes', () => {
  it('makes every recipe of every other, in the panel and in the engine', () => {
    for (const from of recipes) {
      for (const to of recipes) {
        const changes = settingsBetween(from, to);
        expect(deciding(withChanges(from, changes))).toEqual(deciding(to));
        expect(deciding(applySettings(from, changes))).toEqual(deciding(to));
      }
    }
  });

  it('says the weights that normalised gradients would replace', () => {
    const normalized = { ...studio, gradientNormalization: true };
    const changes = settingsBetween(studio, normalized);

    expect(changes).toEqual({
      gradientNormalization: true,
      'content.weight': studio.content.weight,
      'style.weight': studio.style.weight,
      'totalVariation.weight': studio.totalVariation.weight,
    });
    expect(applySettings(studio, changes)).toEqual(normalized);
    expect(withChanges(studio, changes)).toEqual(normalized);
  });

  it('is nothing but what is different', () => {
    expect(settingsBetween(studio, studio)).toEqual({});
    const changed = applySettings(studio, {
      'style.weight': 3,
      'scales.from': 64,
      'style.layers.relu3_1': 2,
      seed: 7,
    });
    expect(settingsBetween(studio, changed)).toEqual({
      'style.weight': 3,
      'scales.from': 64,
      'style.layers': { ...studio.style.layers, relu3_1: 2 },
      seed: 7,
    });
  });
});

describe('what the panel shows of a recalled run', () => {
  const recalled: RecalledRun = {
    recipe: { ...studio, seed: 7 },
    width: 512,
    height: 384,
    content: { name: 'photo.jpg', path: '/art/photo.jpg' },
    styles: [
      { name: 'waves.jpg', path: '/art/waves.jpg', weight: 3 },
      { name: 'night.jpg', path: '/art/night.jpg', weight: 1.5 },
    ],
    device: 'webgpu',
    missing: [],
    remarks: [],
  };
  const choicesOf = (run: RecalledRun) =>
    recalledChoices(run, { name: 'studio', original: studio }, (path) => `file://${path}`);

  it('is its pictures, recipe and device', () => {
    expect(choicesOf(recalled)).toEqual({
      content: { uri: 'file:///art/photo.jpg', name: 'photo.jpg' },
      styles: [
        { uri: 'file:///art/waves.jpg', name: 'waves.jpg', weight: 1 },
        { uri: 'file:///art/night.jpg', name: 'night.jpg', weight: 0.5 },
      ],
      recipe: 'studio',
      changes: { seed: 7 },
      device: 'webgpu',
    });
  });

  it('has no picture that was not found', () => {
    const { content, styles } = choicesOf({
      ...recalled,
      content: { name: 'photo.jpg' },
      styles: [{ name: 'waves.jpg', weight: 3 }, recalled.styles[1]!],
    });
    expect(content).toBeUndefined();
    expect(styles).toEqual([{ uri: 'file:///art/night.jpg', name: 'night.jpg', weight: 0.5 }]);
  });

  it('has each style once, whatever a result names', () => {
    const [first, second] = recalled.styles;
    const often = { ...recalled, styles: [first!, second!, first!, first!, second!] };
    const { styles } = choicesOf(often);
    expect(styles).toEqual([
      { uri: 'file:///art/waves.jpg', name: 'waves.jpg', weight: 1 },
      { uri: 'file:///art/night.jpg', name: 'night.jpg', weight: expect.closeTo(1 / 3) as number },
    ]);
    expect(() => choicesSchema.parse(choicesOf(often))).not.toThrow();
    expect(showsStyles(often)).toBe(false);
    expect(showsStyles(recalled)).toBe(true);
  });

  it('has the regions that it can show', () => {
    const [first, second] = recalled.styles;
    const mask = { name: 'sky.png', path: '/art/sky.png' };
    const shown = { ...recalled, styles: [{ ...first!, mask }, second!] };
    expect(choicesOf(shown).styles[0]).toEqual({
      uri: 'file:///art/waves.jpg',
      name: 'waves.jpg',
      weight: 1,
      mask: { uri: 'file:///art/sky.png', content: 'file:///art/photo.jpg' },
    });
    expect(showsRegions(shown)).toBe(true);

    for (const style of [
      { ...first!, mask: { ...mask, color: '#ff0000' } },
      { ...first!, styleMask: mask },
    ]) {
      const hidden = { ...recalled, styles: [style] };
      expect(choicesOf(hidden).styles[0]).not.toHaveProperty('mask');
      expect(showsRegions(hidden)).toBe(false);
    }
  });
});
