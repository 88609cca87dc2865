import { expect, it } from 'vitest';

import { randomNoise } from '../../../../../src/engine/methods/optimize/noise';

it('has the moments of the standard normal distribution', () => {
  const n = 200_001;
  const noise = randomNoise('normal', n, 3);
  const moment = (k: number) => noise.reduce((sum, x) => sum + x ** k, 0) / n;

  // Five standard errors each: √(1/n), √(2/n), √(15/n), √(96/n).
  expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
});

it('has the moments of the uniform distribution on -1 to 1', () => {
  const n = 200_001;
  const noise = randomNoise('uniform', n, 3);
  const moment = (k: number) => noise.reduce((sum, x) => sum + x ** k, 0) / n;

  // 0, 1/3 and 1/5; five standard errors each: √((1/3)/n), √((1/5 − 1/9)/n), √((1/9 − 1/25)/n).
  expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / 3 / n));
  expect(Math.abs(moment(2) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / n));
  expect(Math.abs(moment(4) - 1 / 5)).toBeLessThan(5 * Math.sqrt(16 / 225 / n));
  expect(noise.every((x) => x >= -1 && x <= 1)).toBe(true);
});

it.each(['normal', 'uniform'] as const)(
  'of the %s distribution depends on the seed alone',
  (distribution) => {
    expect(randomNoise(distribution, 7, 1)).toEqual(randomNoise(distribution, 7, 1));
    expect(randomNoise(distribution, 7, 1)).not.toEqual(randomNoise(distribution, 7, 2));
  },
);
