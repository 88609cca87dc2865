import { describe, expect, test } from 'vitest';

import { parseSweep } from '../../../src/cli/options/sweep';

const values = (text: string) => parseSweep(text, '/pictures').values;

describe('--sweep', () => {
  test.each([
    ['style-weight=1e2..1e6:5', 'style-weight', [100, 1000, 10_000, 100_000, 1_000_000]],
    ['iterations=50..800:5', 'iterations', [50, 100, 200, 400, 800]],
    ['style.weight=1..100:4', 'style.weight', [1, 4.64, 21.5, 100]],
    ['style.weight=100..1:3', 'style.weight', [100, 10, 1]],
    ['totalVariation.weight=1e-7..1e-3', 'totalVariation.weight', [1e-7, 1e-6, 1e-5, 1e-4, 1e-3]],
  ])('%s goes by ratios', (text, key, expected) => {
    expect(parseSweep(text, '/')).toEqual({ key, values: expected });
  });

  test.each([
    ['style.scale=0.5..2:4', [0.5, 1, 1.5, 2]],
    ['averaging=0.1..0.5', [0.1, 0.2, 0.3, 0.4, 0.5]],
    ['seed=1000..1004', [1000, 1001, 1002, 1003, 1004]],
    ['content.weight=0..1000:3', [0, 500, 1000]],
    ['x=-10..10:3', [-10, 0, 10]],
    ['x=1..9.99:2', [1, 9.99]],
    ['x=1000000..1000003:4', [1_000_000, 1_000_001, 1_000_002, 1_000_003]],
    ['x=0..1:4', [0, 0.333, 0.667, 1]],
  ])('%s goes by steps', (text, expected) => {
    expect(values(text)).toEqual(expected);
  });

  test('may be a list, of words and files too', () => {
    expect(values('style.weight=1, 2.5,1e3')).toEqual([1, 2.5, 1000]);
    expect(values('pooling=max,average')).toEqual(['max', 'average']);
    expect(values('clamp=true,false')).toEqual([true, false]);
    expect(values('network=embedded,mine.safetensors')).toEqual(['embedded', '/pictures/mine.safetensors']);
    expect(values('network=../mine.safetensors')).toEqual(['/mine.safetensors']);
    expect(values('seed=3')).toEqual([3]);
  });

  test.each([
    ['style-weight', 'name a setting'],
    ['=1..2', 'name a setting'],
    ['a=1..x', 'from one number to another'],
    ['a=1..', 'from one number to another'],
    ['a=5..5', 'from one number to another'],
    ['a=1..Infinity', 'from one number to another'],
    ['a=1..2:1', 'a range has 2 to 25 values'],
    ['a=1..2:2.5', 'a range has 2 to 25 values'],
    ['a=1..2:many', 'a range has 2 to 25 values'],
    ['a=1..2:99', 'a range has 2 to 25 values'],
    ['a=', 'list up to 25'],
    ['a=1,,2', 'list up to 25'],
    [`a=${'1,'.repeat(30)}1`, 'list up to 25'],
  ])('%s is refused', (text, message) => {
    expect(() => values(text)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(message) as string }),
    );
  });
});
