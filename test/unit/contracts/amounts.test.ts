import { expect, it } from 'vitest';

import { worded } from '../../../src/channel/l10n';
import { memoryWords, predictionWords } from '../../../src/contracts/amounts';

it.each([
  [0.4, '1 s'],
  [8.4, '8 s'],
  [42, '40 s'],
  [94, '95 s'],
  [100, '2 min'],
  [94 * 60, '94 min'],
  [100 * 60, '1.7 h'],
  [7 * 3600, '7 h'],
  [80 * 3600, '3 days'],
])('a prediction of %d s reads %s', (seconds, text) => {
  expect(worded(predictionWords(seconds))).toBe(text);
});

it.each([
  [250e6, '250 MB'],
  [612e6, '610 MB'],
  [1.14e9, '1.1 GB'],
  [23.4e9, '23 GB'],
])('%d bytes read %s', (bytes, text) => {
  expect(worded(memoryWords(bytes))).toBe(text);
});
