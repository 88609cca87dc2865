import { describe, expect, it } from 'vitest';

import {
  formatAgo,
  formatDuration,
  formatLoss,
  formatRate,
  formatValue,
  parseValue,
} from '../../../../../webview/shared/values/format';

describe('a setting’s value', () => {
  it.each([
    [0.1 + 0.2, '0.3'],
    [10_000, '10000'],
    [0, '0'],
    [1 / 3, '0.3333'],
    [0.001, '0.001'],
    [1e-8, '1e-8'],
    [2.5e9, '2.5e+9'],
  ])('%d reads %s', (value, text) => {
    expect(formatValue(value)).toBe(text);
  });

  it.each([
    ['300', 300],
    [' 1e4 ', 10_000],
    ['0,5', 0.5],
    ['', undefined],
    ['much', undefined],
    ['Infinity', undefined],
  ])('typed as "%s" is %s', (text, value) => {
    expect(parseValue(text)).toBe(value);
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 s'],
    [4.26, '4.3 s'],
    [9.97, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [80, '1 min 20 s'],
    [3599, '59 min 59 s'],
    [3600, '1 h'],
    [7500, '2 h 5 min'],
    [7199, '2 h'],
    [Infinity, '–'],
  ])('of %d seconds reads %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });
});

describe('a rate', () => {
  it('is in iterations a second, or in seconds an iteration when it is slow', () => {
    expect(formatRate(9.84)).toBe('9.8 it/s');
    expect(formatRate(123.4)).toBe('123 it/s');
    expect(formatRate(0.4)).toBe('2.5 s/it');
    expect(formatRate(0)).toBe('–');
  });
});

describe('a loss', () => {
  it('takes few characters at any magnitude', () => {
    expect([0, 0.012345, 4.5678, 1234.5, 3.41e7, 2e-6, NaN].map(formatLoss)).toEqual([
      '0',
      '0.0123',
      '4.57',
      '1.23k',
      '3.4e+7',
      '2.0e-6',
      '–',
    ]);
  });
});

describe('a time in the past', () => {
  const now = Date.UTC(2026, 0, 10, 12);

  it.each([
    [20_000, 'just now'],
    [5 * 60_000, '5 min ago'],
    [3 * 3_600_000, '3 h ago'],
    [4 * 86_400_000, '6 Jan'],
  ])('%d milliseconds ago reads %s', (before, text) => {
    expect(formatAgo(now - before, now)).toBe(text);
  });
});
