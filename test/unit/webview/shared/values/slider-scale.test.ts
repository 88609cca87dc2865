import { describe, expect, it } from 'vitest';

import { linearScale, logScale, weightScale } from '../../../../../webview/shared/values/slider-scale';

const scales = {
  'a weight of 300': weightScale(300),
  'a weight of 0.025': weightScale(0.025),
  'a weight whose recipe has 0': weightScale(0),
  'brush size': logScale({ minimum: 0.25, maximum: 4 }),
  'learning rate': logScale({ minimum: 0.001, maximum: 100 }),
  averaging: linearScale({ minimum: 0, maximum: 0.99, step: 0.01 }),
};

describe.each(Object.entries(scales))('the slider for %s', (_, scale) => {
  it('returns to the position it was moved to, from every position', () => {
    const positions = Array.from({ length: scale.steps + 1 }, (__, index) => index);

    const returned = positions.map((position) => scale.toPosition(scale.toValue(position)));

    expect(returned).toEqual(positions);
  });

  it('gives a larger value at every larger position', () => {
    for (let position = 1; position <= scale.steps; position++) {
      expect(scale.toValue(position)).toBeGreaterThan(scale.toValue(position - 1));
    }
  });

  it('stands at its ends for values beyond them', () => {
    expect(scale.toPosition(1e12)).toBe(scale.steps);
    expect(scale.toPosition(-1)).toBe(0);
  });
});

describe('a weight’s slider', () => {
  it('has the recipe’s value in its middle and zero at its left end', () => {
    const scale = weightScale(300);

    expect(scale.toPosition(300)).toBeCloseTo(scale.steps / 2, -0.5);
    expect(scale.toValue(0)).toBe(0);
    expect(scale.toValue(1)).toBeCloseTo(3, 5);
    expect(scale.toValue(scale.steps)).toBeCloseTo(30_000, 5);
  });
});

describe('a linear slider', () => {
  it('gives decimal values without binary noise', () => {
    const scale = linearScale({ minimum: 0, maximum: 1, step: 0.1 });

    expect([1, 2, 3, 6, 7].map((position) => scale.toValue(position))).toEqual([0.1, 0.2, 0.3, 0.6, 0.7]);
  });
});
