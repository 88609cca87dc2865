import { describe, expect, it } from 'vitest';

import { sharesOf, withShare } from '../../../src/recipe/styles';

describe('shares', () => {
  it('are each weight’s part of the sum', () => {
    expect(sharesOf([0.6, 0.2])).toEqual([0.75, 0.25].map((share) => expect.closeTo(share) as number));
  });

  it('are equal when every weight is zero', () => {
    expect(sharesOf([0, 0, 0, 0])).toEqual([0.25, 0.25, 0.25, 0.25]);
  });
});

describe('a share that is changed', () => {
  it.each([
    [[1, 1, 1], 0, 0],
    [[0, 0, 0], 1, 0],
    [[0.2, 0.6, 0.4], 2, 0.5],
    [[1, 0], 0, 0.3],
    [[1, 0.5, 0], 1, 1],
    [[0.7], 0, 1],
  ])('of %j at %i to %f is that share of the whole', (weights, index, share) => {
    const mix = withShare(weights, index, share);

    expect(mix[index]).toBe(share);
    expect(sharesOf(mix)).toEqual(mix.map((weight) => expect.closeTo(weight) as number));
  });

  it('leaves the others their ratio', () => {
    const [, second = 0, third = 0] = withShare([0.2, 0.6, 0.2], 0, 0.6);

    expect(second / third).toBeCloseTo(3);
  });
});
