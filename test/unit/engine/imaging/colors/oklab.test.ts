import { describe, expect, it } from 'vitest';

import {
  chromaTransfer,
  fromOklab,
  oklabOfLight,
  toOklab,
} from '../../../../../src/engine/imaging/colors/oklab';
import { randomImage } from '../../../../support/pictures/random-image';
import { largestDifference, pictureOf, pixelsOf, type Pixel } from './pixels';

/** Light in sRGB's primaries of CIE XYZ (IEC 61966-2-1, D65). */
function lightOfXyz([x, y, z]: Pixel): Pixel {
  return [
    3.2404548 * x - 1.5371389 * y - 0.4985315 * z,
    -0.9692664 * x + 1.8760109 * y + 0.0415561 * z,
    0.0556434 * x - 0.2040259 * y + 1.0572252 * z,
  ];
}

const oklabOf = (rgb: Pixel) => pixelsOf(toOklab(pictureOf([rgb]).data))[0]!;

describe('agrees with published values', () => {
  // Ottosson, A perceptual color space for image processing, table of example pairs.
  it.each([
    { xyz: [0.95, 1, 1.089], lab: [1, 0, 0] },
    { xyz: [1, 0, 0], lab: [0.45, 1.236, -0.019] },
    { xyz: [0, 1, 0], lab: [0.922, -0.671, 0.263] },
    { xyz: [0, 0, 1], lab: [0.153, -1.415, -0.449] },
  ] as const)('of Ottosson: XYZ $xyz', ({ xyz, lab }) => {
    // The table has three digits.
    expect(largestDifference(oklabOfLight(...lightOfXyz(xyz)), lab)).toBeLessThan(0.001);
  });

  // The web's named colours as browsers give them (CSS Color Module Level 4).
  it.each([
    { name: 'red', rgb: [255, 0, 0], lab: [0.62796, 0.22486, 0.12585] },
    { name: 'lime', rgb: [0, 255, 0], lab: [0.86644, -0.23389, 0.1795] },
    { name: 'blue', rgb: [0, 0, 255], lab: [0.45201, -0.03246, -0.31153] },
    { name: 'green', rgb: [0, 128, 0], lab: [0.51975, -0.1403, 0.10768] },
    { name: 'white', rgb: [255, 255, 255], lab: [1, 0, 0] },
    { name: 'gray', rgb: [128, 128, 128], lab: [0.59987, 0, 0] },
  ] as const)('of CSS: $name', ({ rgb, lab }) => {
    expect(largestDifference(oklabOf(rgb), lab)).toBeLessThan(2e-5);
  });
});

it('comes back from Oklab with the same colours, at the edges of what can be displayed too', () => {
  const edges = pictureOf([
    [0, 0, 0],
    [255, 255, 255],
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
    [255, 255, 0],
    [1, 2, 3],
  ]).data;

  for (const picture of [edges, randomImage(1, 40, 30)]) {
    expect(largestDifference(fromOklab(toOklab(picture)), picture)).toBeLessThan(0.1);
  }
});

it('gives up chroma, not lightness or hue, where a colour cannot be displayed', () => {
  // The chroma of pure blue on the lightness of a light gray: far outside.
  const [, a, b] = oklabOf([0, 0, 255]);

  const [found] = pixelsOf(fromOklab(Float32Array.from([0.9, a, b])));
  const [lightness, foundA, foundB] = oklabOf(found!);

  expect(lightness).toBeCloseTo(0.9, 3);
  expect(Math.atan2(foundB, foundA)).toBeCloseTo(Math.atan2(b, a), 2);
  expect(Math.max(...found!)).toBeGreaterThan(254);
  expect(Math.hypot(foundA, foundB)).toBeGreaterThan(0.03);
});

describe('a transfer of chroma', () => {
  it('has the lightness of the picture and the chroma of the content', () => {
    // Of middling colours: all of the mixtures can be displayed.
    const muted = (seed: number) => randomImage(seed, 6, 5).map((value) => 110 + 0.15 * value);
    const [content, picture] = [muted(1), muted(2)];

    const result = toOklab(chromaTransfer(content)(picture));

    const expected = [...toOklab(picture).slice(0, 30), ...toOklab(content).slice(30)];
    expect(largestDifference(result, expected)).toBeLessThan(1e-5);
  });

  it('takes what cannot be displayed as the nearest that can', () => {
    const transfer = chromaTransfer(pictureOf([[30, 90, 200]]).data);

    expect(pixelsOf(transfer(Float32Array.from([900, 300, 256])))).toEqual([[255, 255, 255]]);
    for (const value of transfer(Float32Array.from([-5, -900, -1]))) expect(value).toBeLessThan(1);
  });

  it('makes a gray result of a gray content', () => {
    const gray = new Float32Array(90).fill(140);

    for (const [red, green, blue] of pixelsOf(chromaTransfer(gray)(randomImage(3, 6, 5)))) {
      expect(green).toBeCloseTo(red, 2);
      expect(blue).toBeCloseTo(red, 2);
    }
  });
});
