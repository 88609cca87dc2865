import { describe, expect, it } from 'vitest';

import { listRecipes } from '../../../../../src/engine/recipes/catalog';
import { recipeOptions } from '../../../../../src/recipe/options';
import { recipeSchema } from '../../../../../src/recipe/recipe';
import { initialOptimizer } from '../../../../../src/recipe/schema/optimizers';
import { valueAt } from '../../../../../src/recipe/values/paths';
import { allowedNumber, nextNumber, scaleOf } from '../../../../../webview/panel/options/scale';

const [studio] = listRecipes();
const adam = recipeSchema.parse({ ...studio, optimizer: initialOptimizer('adam') });
const option = (key: string) => recipeOptions(adam).find((known) => known.key === key)!;

describe('the slider of an option', () => {
  it('stands in its middle for a weight of the recipe', () => {
    const scale = scaleOf(option('content.weight'), 430)!;

    expect(scale.toPosition(430) / scale.steps).toBeCloseTo(0.5, 1);
  });

  it('spans what is allowed where that has ends', () => {
    const averaging = scaleOf(option('averaging'), 0.9)!;
    const growth = scaleOf(option('scales.factor'), 1.4)!;

    expect([averaging.toValue(0), averaging.toValue(averaging.steps)]).toEqual([0, 0.99]);
    expect([growth.toValue(0), growth.toValue(growth.steps)]).toEqual([1.05, 8]);
  });

  it('is missing for whole numbers and for what has no ends', () => {
    const without = recipeOptions(adam)
      .filter(({ key, type }) => type.kind === 'number' && !scaleOf(option(key), valueAt(adam, key)))
      .map(({ key }) => key);

    expect(without).toEqual([
      'size',
      'optimizer.epsilon',
      'optimizer.decay',
      'iterations',
      'scales.decay',
      'seed',
    ]);
  });

  it('gives whole pixels for the first size', () => {
    const scale = scaleOf(option('scales.from'), 128)!;

    for (let position = 0; position <= scale.steps; position++) {
      expect(Number.isInteger(scale.toValue(position))).toBe(true);
    }
  });
});

describe('a number field', () => {
  it('steps by a tenth, by one, or by fifty iterations', () => {
    expect(nextNumber(option('optimizer.epsilon'), 1e-8, 1)).toBeCloseTo(1.1e-8, 12);
    expect(nextNumber(option('optimizer.decay'), 0, 1)).toBe(0.001);
    expect(nextNumber(option('optimizer.decay'), 0, -1)).toBe(0);
    expect(nextNumber(option('seed'), 4, -1)).toBe(3);
    expect(nextNumber(option('iterations'), 300, 1)).toBe(350);
  });

  it('keeps to what is allowed', () => {
    expect(allowedNumber(option('style.scale'), 50)).toBe(10);
    expect(allowedNumber(option('averaging'), 1)).toBeLessThan(1);
    expect(allowedNumber(option('optimizer.learningRate'), 0)).toBeGreaterThan(0);
    expect(allowedNumber(option('iterations'), 12.6)).toBe(13);
    expect(allowedNumber(option('iterations'), -5)).toBe(1);
  });
});
