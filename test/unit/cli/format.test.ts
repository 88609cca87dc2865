import { describe, expect, test } from 'vitest';

import {
  formatBytes,
  formatCount,
  formatNumber,
  formatPath,
  formatSeconds,
  printable,
} from '../../../src/cli/text/format';
import { formatTable } from '../../../src/cli/text/table';

describe('formatNumber', () => {
  test.each([
    [0, '0'],
    [1, '1.00'],
    [9.876, '9.88'],
    [123.4, '123'],
    [999.7, '1000'],
    [12_345, '12300'],
    [99_999, '1.00e5'],
    [1_234_567, '1.23e6'],
    [0.00123, '0.00123'],
    [0.000123, '1.23e-4'],
    [-45.67, '-45.7'],
    [NaN, 'NaN'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('formatSeconds', () => {
  test.each([
    [0, '0:00'],
    [7.6, '0:08'],
    [83.2, '1:23'],
    [3599.7, '1:00:00'],
    [3723, '1:02:03'],
    [Infinity, '?'],
  ])('%d s is %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

test.each([
  [980, '980 B'],
  [2_300_000, '2.30 MB'],
  [80_134_624, '80.1 MB'],
  [574_671_192_000, '575 GB'],
])('%d bytes are %s', (bytes, text) => {
  expect(formatBytes(bytes)).toBe(text);
});

test('a count of one has no plural', () => {
  expect([formatCount(1, 'iteration'), formatCount(2, 'iteration')]).toEqual(['1 iteration', '2 iterations']);
});

test('a path inside the folder is told relative to it, any other one whole', () => {
  expect(formatPath('/a/b/c.png', '/a')).toBe('b/c.png');
  expect(formatPath('/x/c.png', '/a')).toBe('/x/c.png');
  expect(formatPath('/a/..c.png', '/a')).toBe('..c.png');
});

test('control characters cannot reach the terminal, except the end of line', () => {
  expect(printable('a\u001B[2Jb\rc\u0007\r\nd é 画')).toBe('ab\uFFFDc\uFFFD\nd é 画');
  expect(printable('\u001B[1;31mred\u001B[m\u001B(')).toBe('red\uFFFD(');
  expect(printable('photo\u202Egnp.exe\u2066')).toBe('photo\uFFFDgnp.exe\uFFFD');
});

test('columns are as wide as their widest cell', () => {
  const rows = [
    ['content', '1.5'],
    ['tv', '12.25'],
  ];
  expect(formatTable(rows, ['left', 'right'])).toEqual(['content    1.5', 'tv       12.25']);
});
