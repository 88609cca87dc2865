import { describe, expect, it } from 'vitest';

import { resample } from '../../../../src/engine/imaging/resample';

// prettier-ignore
const planes = Float32Array.of(
  -300, -1.5, 0, 7, 255.25, 1000, 3.14159, -20, 12, 8, -4, 400,
  1, 2, 3, 4, 0, -1, 0, 1, 9, 8, 7, -6,
);
const size = { width: 4, height: 3 };
const enlarged = { width: 7, height: 5 };
const reduced = { width: 3, height: 2 };

/**
 * PyTorch 1.13: `F.interpolate(planes, size=…, mode=…, align_corners=False, antialias=…)`, with antialiasing only
 * where it reduces.
 */
// prettier-ignore
const torch = {
  enlargedBicubic: [
    -378.6699, -272.1759, -116.7682, -25.9322, 4.7609, 12.2072, 10.5736, -119.1926, 140.1211, 449.5351, 282.7136,
    -21.3942, -49.7274, -37.233, 181.3586, 570.3235, 1003.4352, 573.5605, -44.229, -73.4191, -22.296, 114.7441,
    283.5936, 468.2981, 239.7392, -9.02, 125.9885, 258.5209, -3.8234, -42.284, -86.7034, -94.7918, 24.5886, 293.7637,
    484.4719,
    0.9777, 1.4407, 2.1736, 2.806, 3.3914, 4.0088, 4.3872, -0.0582, -0.03, 0.1223, 0.5928, 1.4997, 2.7261, 3.5392,
    0.0992, -0.4022, -0.989, -0.6875, 0.1034, 0.7208, 1.0992, 5.5495, 5.06, 4.3678, 4.7823, 3.6246, -0.935, -4.2509,
    9.9632, 9.5966, 8.9763, 9.519, 6.7962, -1.8577, -8.0952,
  ],
  enlargedBilinear: [
    -300.0, -193.3928, -22.8214, -0.75, 0.5, 4.5, 7.0, -77.9, 92.4572, 365.0286, 200.1783, 0.8954, -1.9941, -3.8,
    255.25, 521.2322, 946.8035, 501.5706, 1.4886, -11.7351, -20.0, 109.3, 214.8357, 383.6928, 201.8282, 15.5098,
    148.7346, 232.0, 12.0, 10.5714, 8.2857, 2.0, 24.8572, 255.7143, 400.0,
    1.0, 1.3571, 1.9286, 2.5, 3.0714, 3.6429, 4.0, 0.6, 0.6714, 0.7857, 1.3, 1.8714, 2.4429, 2.8, 0.0, -0.3571,
    -0.9286, -0.5, 0.0714, 0.6429, 1.0, 5.4, 5.0429, 4.4714, 4.3, 3.6714, -0.5571, -3.2, 9.0, 8.6429, 8.0714, 7.5,
    6.0714, -1.3571, -6.0,
  ],
  reducedBicubic: [
    46.0027, 212.8591, -36.3495, 210.2811, 197.762, 166.65, 0.3013, 1.0848, 2.907, 5.5608, 4.8274, -1.686,
  ],
  reducedBilinear: [
    47.9719, 187.6203, -1.8341, 186.2531, 189.3391, 169.3535, 0.7, 1.375, 2.575, 5.325, 4.5, -1.05,
  ],
  /** `arange(40).reshape(4, 10) ** 1.5` to 2 x 3, bicubic: kernels wider than two input samples. */
  powersReducedBicubic: [23.2742, 36.7947, 53.1657, 129.483, 154.8851, 181.6922],
};

function expectClose(actual: Float32Array, expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length);
  expected.forEach((value, index) => {
    expect(Math.abs(actual[index]! - value), `value ${index}: ${actual[index]!}`).toBeLessThan(5e-4);
  });
}

describe('resample', () => {
  it('enlarges as PyTorch does, with negative and large values', () => {
    expectClose(resample(planes, 2, size, enlarged, 'bicubic'), torch.enlargedBicubic);
    expectClose(resample(planes, 2, size, enlarged, 'bilinear'), torch.enlargedBilinear);
  });

  it('reduces as PyTorch does with antialiasing', () => {
    expectClose(resample(planes, 2, size, reduced, 'bicubic'), torch.reducedBicubic);
    expectClose(resample(planes, 2, size, reduced, 'bilinear'), torch.reducedBilinear);
    const powers = Float32Array.from({ length: 40 }, (_, index) => index ** 1.5);
    const small = resample(powers, 1, { width: 10, height: 4 }, { width: 3, height: 2 }, 'bicubic');
    expectClose(small, torch.powersReducedBicubic);
  });

  it.each(['bicubic', 'bilinear'] as const)(
    'returns equal values in a new array at the same size, %s',
    (kernel) => {
      const same = resample(planes, 2, size, size, kernel);
      expect(same).toEqual(planes);
      expect(same).not.toBe(planes);
    },
  );

  it.each(['bicubic', 'bilinear'] as const)(
    'keeps a constant constant between extreme sizes, %s',
    (kernel) => {
      for (const [from, to] of [
        [
          { width: 1, height: 1 },
          { width: 5, height: 3 },
        ],
        [
          { width: 97, height: 2 },
          { width: 1, height: 1 },
        ],
        [
          { width: 2, height: 61 },
          { width: 13, height: 7 },
        ],
      ] as const) {
        const constant = new Float32Array(from.width * from.height).fill(-7.5);
        const result = resample(constant, 1, from, to, kernel);
        expect(result).toHaveLength(to.width * to.height);
        for (const value of result) expect(value).toBeCloseTo(-7.5, 5);
      }
    },
  );

  it('refuses data that do not fill the size', () => {
    expect(() => resample(planes, 3, size, reduced, 'bicubic')).toThrow(RangeError);
  });
});
