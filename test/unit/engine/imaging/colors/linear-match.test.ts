import { describe, expect, it } from 'vitest';

import { linearMatch, type LinearMatch } from '../../../../../src/engine/imaging/colors/linear-match';
import type { Picture } from '../../../../../src/engine/imaging/picture';
import { randomImage } from '../../../../support/pictures/random-image';
import { content, largestDifference, pictureOf, pixelsOf, stylePixels, type Pixel } from './pixels';

const kinds: readonly LinearMatch[] = ['cholesky', 'pca', 'symmetric'];

/** Noise whose channels have much or little in common. */
function colored(seed: number, width: number, height: number, mixture: readonly Pixel[]): Picture {
  const noise = pixelsOf(randomImage(seed, width, height));
  const pixels = noise.map((pixel) =>
    mixture.map((row) => row[0] * pixel[0] + row[1] * pixel[1] + row[2] * pixel[2]),
  );
  return { ...pictureOf(pixels as unknown as Pixel[]), width, height };
}

/** By the definition E[xy] − E[x]E[y]. */
function moments(data: Float32Array) {
  const pixels = pixelsOf(data);
  const mean = (of: (pixel: Pixel) => number) =>
    pixels.reduce((sum, pixel) => sum + of(pixel), 0) / pixels.length;
  const means = [0, 1, 2].map((i) => mean((pixel) => pixel[i]!));
  const covariances = [0, 1, 2].flatMap((i) =>
    [0, 1, 2].map((j) => mean((pixel) => pixel[i]! * pixel[j]!) - means[i]! * means[j]!),
  );
  return { means, covariances };
}

// scipy.linalg.sqrtm and numpy.linalg.cholesky; symmetric as Σ_s⁻¹·(Σ_s·Σ_c)^½.
const expectations: Readonly<Record<LinearMatch, readonly Pixel[]>> = {
  cholesky: [
    [12.2883, 87.6445, 71.4311],
    [196.4854, 176.698, 80.0647],
    [83.9205, 151.0053, 155.6786],
    [237.4181, 225.2166, 219.7241],
    [53.221, -23.8978, 27.2681],
  ],
  pca: [
    [3.1308, 76.4523, 91.2916],
    [131.8694, 152.921, 57.5771],
    [106.9995, 156.9669, 171.1674],
    [265.2645, 242.8474, 207.6597],
    [76.0692, -12.5208, 26.4708],
  ],
  symmetric: [
    [1.5172, 75.526, 78.2324],
    [163.1201, 167.5491, 68.5422],
    [91.63, 149.7242, 162.2385],
    [254.3828, 237.9247, 216.3345],
    [72.6832, -14.0574, 28.8191],
  ],
};

describe.each(kinds)('%s', (kind) => {
  it('maps colours as SciPy does', () => {
    const matched = pixelsOf(linearMatch(kind, content)(pictureOf(stylePixels)));

    for (const [i, pixel] of expectations[kind].entries()) {
      expect(largestDifference(matched[i]!, pixel)).toBeLessThan(1e-3);
    }
  });

  it('gives the style the mean and the covariance of the content', () => {
    const from = colored(1, 40, 30, [
      [0.5, 0.2, 0.1],
      [0.3, 0.6, 0],
      [0.1, 0.1, 0.7],
    ]);
    const to = colored(2, 25, 20, [
      [0.8, 0, 0.1],
      [0.7, 0.1, 0.1],
      [0.5, 0.3, 0.1],
    ]);

    const found = moments(linearMatch(kind, to)(from));

    const wanted = moments(to.data);
    expect(largestDifference(found.means, wanted.means)).toBeLessThan(1e-4);
    // Of variances in the thousands.
    expect(largestDifference(found.covariances, wanted.covariances)).toBeLessThan(0.01);
  });

  it('turns a flat style, of one pixel too, into the mean colour of the content', () => {
    const matched = linearMatch(kind, content)(pictureOf([[3, 200, 90]]));

    expect(largestDifference(matched, moments(content.data).means)).toBeLessThan(1e-3);
  });

  it('varies a gray style along one line of colours', () => {
    const grays = pictureOf([
      [10, 10, 10],
      [90, 90, 90],
      [200, 200, 200],
      [250, 250, 250],
    ]);

    const matched = pixelsOf(linearMatch(kind, content)(grays));

    const step = (i: number) => matched[1]!.map((value, channel) => matched[i]![channel]! - value);
    const [short, long] = [step(2), step(3)];
    for (const [channel, value] of long.entries()) {
      expect(Math.abs(value)).toBeLessThan(1000);
      expect(short[channel]! / value).toBeCloseTo(110 / 160, 4);
    }
  });

  it('makes a gray style of a gray content', () => {
    const gray = pictureOf([
      [10, 10, 10],
      [90, 90, 90],
      [200, 200, 200],
    ]);

    const matched = linearMatch(kind, gray)(pictureOf(stylePixels));

    for (const [red, green, blue] of pixelsOf(matched)) {
      expect(Math.abs(green - red)).toBeLessThan(0.01);
      expect(Math.abs(blue - red)).toBeLessThan(0.01);
    }
    // Of 10, 90 and 200.
    expect(Math.sqrt(moments(matched).covariances[0]!)).toBeCloseTo(77.889, 2);
  });

  it('makes a flat style of a flat content', () => {
    const matched = linearMatch(kind, pictureOf([[3, 200, 90]]))(pictureOf(stylePixels));

    for (const pixel of pixelsOf(matched)) {
      expect(largestDifference(pixel, [3, 200, 90])).toBeLessThan(0.01);
    }
  });

  it('does not stretch rounding to colours', () => {
    // Gray but for a step of 8 bits here and there, as a JPEG is.
    const nearlyGray = pictureOf(
      Array.from({ length: 60 }, (_, i): Pixel => [4 * i, 4 * i + (i % 2), 4 * i + (i % 3)]),
    );

    const matched = pixelsOf(linearMatch(kind, content)(nearlyGray));

    const jumps = matched.slice(2).map(([red, green, blue], i) => {
      const [before, after] = [matched[i]!, matched[i + 1]!];
      return Math.hypot(
        after[0] - (before[0] + red) / 2,
        after[1] - (before[1] + green) / 2,
        after[2] - (before[2] + blue) / 2,
      );
    });
    expect(Math.max(...jumps)).toBeLessThan(60);
  });

  it('counts only what is seen of a transparent picture', () => {
    const outline: Pixel[] = [
      [255, 255, 255],
      [255, 255, 255],
      [255, 255, 255],
    ];
    const cutOut = pictureOf(
      [...outline, ...pixelsOf(content.data)],
      [0, 0, 127, ...Array<number>(6).fill(255)],
    );
    const style = pictureOf([...stylePixels, ...outline], [...Array<number>(5).fill(255), 0, 0, 0]);

    const matched = pixelsOf(linearMatch(kind, cutOut)(style));

    const opaque = pixelsOf(linearMatch(kind, content)(pictureOf(stylePixels)));
    expect(matched.slice(0, 5)).toEqual(opaque);
  });
});

it('moves colours least when symmetric', () => {
  const from = pictureOf(stylePixels);
  const moved = (kind: LinearMatch) =>
    linearMatch(kind, content)(from).reduce((sum, value, i) => sum + (value - from.data[i]!) ** 2, 0);

  expect(moved('symmetric')).toBeLessThan(moved('pca'));
  expect(moved('symmetric')).toBeLessThan(moved('cholesky'));
});
