import { describe, expect, it } from 'vitest';

import { LaplacianPyramid } from '../../../../src/engine/imaging/pyramid';
import { resample, resampleAdjoint } from '../../../../src/engine/imaging/resample';
import { randomImage } from '../../../support/pictures/random-image';

const product = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

describe.each([
  [32, 16],
  [45, 29],
  [3, 7],
])('the Laplacian pyramid of %i×%i', (width, height) => {
  const pyramid = new LaplacianPyramid({ width, height });
  const picture = randomImage(1, width, height);

  it('has all of a picture', () => {
    const again = pyramid.collapse(pyramid.split(picture));

    for (const [i, value] of picture.entries()) expect(again[i]).toBeCloseTo(value, 3);
  });

  it('has a constant picture in what is left alone', () => {
    const coefficients = pyramid.split(picture.map(() => 100));

    const left = coefficients.findIndex((value) => Math.abs(value) > 1e-3);
    expect(coefficients.subarray(left).every((value) => Math.abs(value - 100) < 1e-3)).toBe(true);
    expect(left).toBe(Math.min(width, height) < 4 ? 0 : picture.length + restOf(width, height));
  });

  it('has the gradient of what is linear in the picture', () => {
    const coefficients = randomImage(2, 1, Math.ceil(pyramid.split(picture).length / 3));
    const variables = coefficients.subarray(0, pyramid.split(picture).length);

    // ⟨A·v, g⟩ = ⟨v, Aᵀ·g⟩
    const there = product(pyramid.collapse(variables), picture);
    const back = product(variables, pyramid.gradient(picture));
    expect(back / there).toBeCloseTo(1, 5);
  });
});

/** How many coefficients there are between the finest level and what is left. */
function restOf(width: number, height: number): number {
  let sum = 0;
  for (;;) {
    [width, height] = [Math.floor(width / 2), Math.floor(height / 2)];
    if (Math.min(width, height) < 4) return sum;
    sum += 3 * width * height;
  }
}

it.each([
  [
    { width: 13, height: 9 },
    { width: 26, height: 19 },
  ],
  [
    { width: 21, height: 16 },
    { width: 10, height: 8 },
  ],
] as const)('the adjoint of a resampling from %o to %o', (from, to) => {
  const x = randomImage(1, from.width, from.height);
  const y = randomImage(2, to.width, to.height);
  for (const kernel of ['bilinear', 'bicubic'] as const) {
    const there = product(resample(x, 3, from, to, kernel), y);
    const back = product(x, resampleAdjoint(y, 3, from, to, kernel));
    expect(back / there).toBeCloseTo(1, 6);
  }
});
