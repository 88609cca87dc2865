import { describe, expect, it } from 'vitest';

import { wassersteinTarget } from '../../../../../src/engine/losses/style/wasserstein-target';
import { referenceWasserstein } from '../../../../support/reference/losses';

const covariance = [4, 1, 0.5, 1, 3, -0.25, 0.5, -0.25, 2];
const styleCovariance = [2, -0.5, 0, -0.5, 1.5, 0.75, 0, 0.75, 5];
const mean = [1, 2, 3];
const styleMean = [0, 2.5, -1];

it('is in the reference what SciPy’s sqrtm makes of the formula', () => {
  // scipy 1.10.1: ((m-s)**2).sum() + trace(A + B - 2*sqrtm(sqrtm(B) @ A @ sqrtm(B)))
  const distance = referenceWasserstein(mean, covariance, styleMean, styleCovariance);
  expect(distance).toBeCloseTo(19.19863635173371, 10);
});

describe('a target', () => {
  it('holds the mean, a hundredth of the mean variance, and a factor of the covariance with it', () => {
    const target = wassersteinTarget(Float32Array.from(styleMean), Float32Array.from(styleCovariance));

    const added = 8.5 / 3 / 100;
    expect([...target.subarray(0, 3)]).toEqual(styleMean);
    for (const value of target.subarray(3, 6)) expect(value).toBeCloseTo(added, 6);
    const factor = target.subarray(6);
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) {
        let product = 0;
        for (let k = 0; k < 3; k++) product += factor[3 * i + k]! * factor[3 * j + k]!;
        expect(product).toBeCloseTo(styleCovariance[3 * i + j]! + (i === j ? added : 0), 5);
      }
    }
  });

  it('exists of a style that does not vary', () => {
    const target = wassersteinTarget(Float32Array.of(7, 7), new Float32Array(4));

    expect([...target].every(Number.isFinite)).toBe(true);
    expect(target[4]).toBeGreaterThan(0);
  });

  it('is refused of what is no covariance', () => {
    expect(() => wassersteinTarget(Float32Array.of(0, 0), Float32Array.of(1, 2, 2, 1))).toThrow(
      'not positive definite',
    );
  });
});
