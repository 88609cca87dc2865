import { expect, it } from 'vitest';

import { luminanceOf, withChromaOf } from '../../../../../src/engine/imaging/colors/luminance';
import { luminanceMatch } from '../../../../../src/engine/imaging/colors/luminance-match';
import { randomImage } from '../../../../support/pictures/random-image';
import { content, pictureOf, pixelsOf, stylePixels } from './pixels';

it('weighs red, green and blue as ITU-R BT.601 does', () => {
  // The 8-bit levels of Y′, 16 to 235, of the standard's colour bars.
  const bars = [
    { name: 'white', rgb: [255, 255, 255], level: 235 },
    { name: 'yellow', rgb: [255, 255, 0], level: 210 },
    { name: 'cyan', rgb: [0, 255, 255], level: 170 },
    { name: 'green', rgb: [0, 255, 0], level: 145 },
    { name: 'magenta', rgb: [255, 0, 255], level: 106 },
    { name: 'red', rgb: [255, 0, 0], level: 81 },
    { name: 'blue', rgb: [0, 0, 255], level: 41 },
    { name: 'black', rgb: [0, 0, 0], level: 16 },
  ] as const;

  const found = luminanceOf(pictureOf(bars.map(({ rgb }) => rgb)).data);

  for (const [i, { name, level }] of bars.entries()) {
    expect(Math.round(16 + (219 / 255) * found[i]!), name).toBe(level);
  }
});

/** JFIF 1.02: [Y, Cb, Cr] of an RGB pixel, chroma around 0. */
function yCbCr(picture: Float32Array, i: number) {
  const [r, g, b] = pixelsOf(picture)[i]!;
  return [
    0.299 * r + 0.587 * g + 0.114 * b,
    -0.168736 * r - 0.331264 * g + 0.5 * b,
    0.5 * r - 0.418688 * g - 0.081312 * b,
  ] as const;
}

it('takes luminance from one picture and both chroma channels from the other', () => {
  const [light, color] = [randomImage(1, 5, 4), randomImage(2, 5, 4)];

  const result = withChromaOf(light, color);

  for (let i = 0; i < 20; i++) {
    const [y, cb, cr] = yCbCr(result, i);
    expect(y).toBeCloseTo(yCbCr(light, i)[0], 2);
    expect(cb).toBeCloseTo(yCbCr(color, i)[1], 2);
    expect(cr).toBeCloseTo(yCbCr(color, i)[2], 2);
  }
});

it('takes what cannot be displayed as the nearest that can', () => {
  const gray = new Float32Array([100, 100, 100]);
  const nearest = (value: number) => withChromaOf(new Float32Array([value, value, value]), gray)[0];

  expect(nearest(900)).toBeCloseTo(255, 4);
  expect(nearest(-5)).toBeCloseTo(0, 4);
});

it('matches mean and deviation of the luminance (NumPy)', () => {
  const matched = pixelsOf(luminanceMatch(content)(pictureOf(stylePixels)));

  const expected = [40.4093, 177.886, 113.0353, 236.1573, 32.0872];
  for (const [i, value] of expected.entries()) {
    for (const channel of matched[i]!) expect(channel).toBeCloseTo(value, 3);
  }
});

it('makes a flat style as light as the content on the whole, and does not stretch its rounding', () => {
  const noise = pictureOf([
    [100, 100, 100],
    [101, 101, 101],
  ]);
  const mean = luminanceOf(content.data).reduce((a, b) => a + b) / 6;

  const flat = luminanceMatch(content)(pictureOf([[7, 80, 9]]));
  const [dark, light] = luminanceMatch(content)(noise);

  for (const value of flat) expect(value).toBeCloseTo(mean, 3);
  // The content's deviation is about 78 steps: at most 39 times as much as there was.
  expect((dark! + light!) / 2).toBeCloseTo(mean, 3);
  expect(light! - dark!).toBeGreaterThan(10);
  expect(light! - dark!).toBeLessThan(40);
});
