import { expect, it } from 'vitest';

import { withChromaOf } from '../../../../src/engine/imaging/colors/luminance';
import { randomImage } from '../../../support/random-image';

/** JFIF 1.02: [Y, Cb, Cr] of an RGB pixel, chroma around 0. */
function yCbCr(picture: Float32Array, i: number) {
  const plane = picture.length / 3;
  const [r, g, b] = [picture[i]!, picture[plane + i]!, picture[2 * plane + i]!];
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

  expect(withChromaOf(new Float32Array([900, 900, 900]), gray)).toEqual(new Float32Array([255, 255, 255]));
  expect(withChromaOf(new Float32Array([-5, -5, -5]), gray)).toEqual(new Float32Array([0, 0, 0]));
});
