import { expect, it } from 'vitest';

import { normalNoise } from '../../../src/engine/run/noise';

it('has the moments of the standard normal distribution', () => {
  const n = 200_001;
  const noise = normalNoise(n, 3);
  const moment = (k: number) => noise.reduce((sum, x) => sum + x ** k, 0) / n;

  // Five standard errors each: √(1/n), √(2/n), √(15/n), √(96/n).
  expect(Math.abs(moment(1))).toBeLessThan(5 * Math.sqrt(1 / n));
  expect(Math.abs(moment(2) - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(moment(3))).toBeLessThan(5 * Math.sqrt(15 / n));
  expect(Math.abs(moment(4) - 3)).toBeLessThan(5 * Math.sqrt(96 / n));
});

it('depends on the seed alone', () => {
  expect(normalNoise(7, 1)).toEqual(normalNoise(7, 1));
  expect(normalNoise(7, 1)).not.toEqual(normalNoise(7, 2));
});
