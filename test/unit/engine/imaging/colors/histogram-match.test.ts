import { expect, it } from 'vitest';

import { histogramMatch } from '../../../../../src/engine/imaging/colors/histogram-match';
import { toOklab } from '../../../../../src/engine/imaging/colors/oklab';
import { randomImage } from '../../../../support/pictures/random-image';
import { content, largestDifference, pictureOf, pixelsOf, stylePixels, type Pixel } from './pixels';

it('gives every value the content’s of equal rank, axis by axis in Oklab (SciPy)', () => {
  // Two pixels occur twice; one style has more pixels than the content has.
  const style = pictureOf([...stylePixels, stylePixels[0]!, stylePixels[3]!]);

  const matched = pixelsOf(histogramMatch(content)(style));

  // scipy.stats.rankdata and numpy.quantile(method='hazen'), through XYZ.
  const expected: readonly (Pixel | undefined)[] = [
    [41.7883, 65.6128, 101.5047],
    [125.0974, 200.1219, 89.4654],
    [139.8045, 114.9861, 113.2561],
    [217.7911, 222.9076, 194.1747],
    // Cannot be displayed.
    undefined,
    [41.7883, 65.6128, 101.5047],
    [217.7911, 222.9076, 194.1747],
  ];
  for (const [i, pixel] of expected.entries()) {
    if (pixel) expect(largestDifference(matched[i]!, pixel)).toBeLessThan(0.02);
  }
  const [lightness] = pixelsOf(toOklab(pictureOf([matched[4]!]).data))[0]!;
  expect(lightness).toBeCloseTo(0.1794, 3);
});

it('has exactly the content’s values when both are of one size', () => {
  // Of middling colours: all of the mixtures can be displayed.
  const muted = (seed: number) => ({
    width: 20,
    height: 15,
    data: randomImage(seed, 20, 15).map((value) => 110 + 0.15 * value),
  });
  const to = muted(1);

  const found = toOklab(histogramMatch(to)(muted(2)));

  const wanted = toOklab(to.data);
  for (const axis of [0, 1, 2]) {
    const sorted = (colors: Float32Array) => colors.slice(300 * axis, 300 * (axis + 1)).sort();
    expect(largestDifference(sorted(found), sorted(wanted))).toBeLessThan(1e-5);
  }
});

it('leaves a picture as it is when it is matched to itself', () => {
  const picture = { width: 20, height: 15, data: randomImage(3, 20, 15) };

  expect(largestDifference(histogramMatch(picture)(picture), picture.data)).toBeLessThan(0.1);
});

it('turns a flat style, of one pixel too, into the mean colour of the content', () => {
  const matched = toOklab(histogramMatch(content)(pictureOf([[3, 200, 90]])));

  const colors = pixelsOf(toOklab(content.data));
  for (const axis of [0, 1, 2]) {
    const mean = colors.reduce((sum, color) => sum + color[axis]!, 0) / colors.length;
    expect(matched[axis]).toBeCloseTo(mean, 3);
  }
});

it('gives a gray style the content’s lightness, and one tint', () => {
  const grays = pictureOf(Array.from({ length: 6 }, (_, i): Pixel => [40 * i, 40 * i, 40 * i]));
  const muted = pictureOf(
    pixelsOf(content.data).map(([r, g, b]): Pixel => [100 + r / 5, 100 + g / 5, 100 + b / 5]),
  );

  const matched = pixelsOf(toOklab(histogramMatch(muted)(grays)));

  const lightness = [...toOklab(muted.data).slice(0, 6)].sort((a, b) => a - b);
  for (const [i, color] of matched.entries()) {
    expect(color[0]).toBeCloseTo(lightness[i]!, 4);
    expect(color[1]).toBeCloseTo(matched[0]![1], 4);
    expect(color[2]).toBeCloseTo(matched[0]![2], 4);
  }
});

it('counts only what is seen of a transparent picture', () => {
  const white: Pixel = [255, 255, 255];
  const cutOut = pictureOf([white, white, ...pixelsOf(content.data)], [0, 9, ...Array<number>(6).fill(255)]);
  const style = pictureOf([...stylePixels, white], [...Array<number>(5).fill(200), 0]);

  const matched = pixelsOf(histogramMatch(cutOut)(style));

  const opaque = pixelsOf(histogramMatch(content)(pictureOf(stylePixels)));
  expect(matched.slice(0, 5)).toEqual(opaque);
});
