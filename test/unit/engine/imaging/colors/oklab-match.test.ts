import { expect, it } from 'vitest';

import { fromOklab, toOklab } from '../../../../../src/engine/imaging/colors/oklab';
import { oklabMatch, oklabStatistics } from '../../../../../src/engine/imaging/colors/oklab-match';
import { meanAndCovariance } from '../../../../../src/engine/imaging/colors/statistics';

/** Displayable colours with chroma along a slanted ellipse. */
function pictureOf(seed: number, [centerA, centerB]: [number, number], spread: number) {
  const [width, height] = [24, 20];
  const plane = width * height;
  const colors = new Float32Array(3 * plane);
  for (let i = 0; i < plane; i++) {
    const [u, v] = [Math.sin(12.9898 * i * seed), Math.sin(78.233 * i + seed)];
    colors[i] = 0.55 + 0.1 * Math.sin(4.1 * i);
    colors[plane + i] = centerA + spread * u;
    colors[2 * plane + i] = centerB + spread * (0.5 * u + 0.6 * v);
  }
  return { width, height, data: fromOklab(colors) };
}

const chroma = (picture: Float32Array) => meanAndCovariance(toOklab(picture).subarray(picture.length / 3), 2);

it('gives a picture the mean and the covariance of a style’s chroma, and leaves its lightness', () => {
  const style = pictureOf(1, [0.03, 0.02], 0.03);
  const picture = pictureOf(2, [-0.04, 0.01], 0.02).data;

  const matched = oklabMatch('chroma', oklabStatistics('chroma', [style], [1]))(picture);

  const [found, wanted] = [chroma(matched), chroma(style.data)];
  for (const axis of [0, 1]) {
    expect(found.mean[axis]).toBeCloseTo(wanted.mean[axis]!, 4);
    for (const other of [0, 1])
      expect(found.covariance[axis]![other]! / wanted.covariance[axis]![other]!).toBeCloseTo(1, 2);
  }
  const [before, after] = [toOklab(picture), toOklab(matched)];
  for (let i = 0; i < picture.length / 3; i++) expect(after[i]).toBeCloseTo(before[i]!, 4);
});

it('gives a picture the mean and the covariance of all of a style’s colours', () => {
  const style = pictureOf(1, [0.03, 0.02], 0.03);
  const picture = pictureOf(2, [-0.04, 0.01], 0.02).data.map((value) => 40 + value / 2);

  const matched = oklabMatch('all', oklabStatistics('all', [style], [1]))(picture);

  const [found, wanted] = [meanAndCovariance(toOklab(matched), 3), meanAndCovariance(toOklab(style.data), 3)];
  for (const axis of [0, 1, 2]) {
    expect(found.mean[axis]).toBeCloseTo(wanted.mean[axis]!, 4);
    for (const other of [0, 1, 2]) {
      const scale = Math.sqrt(wanted.covariance[axis]![axis]! * wanted.covariance[other]![other]!);
      const difference = found.covariance[axis]![other]! - wanted.covariance[axis]![other]!;
      expect(Math.abs(difference)).toBeLessThan(0.05 * scale);
    }
  }
});

it('counts several styles by their shares, whatever their sizes', () => {
  const [one, other] = [pictureOf(1, [0.03, 0.02], 0.03), pictureOf(3, [-0.05, 0.02], 0.01)];

  const { mean, covariance } = oklabStatistics('chroma', [one, other], [0.75, 0.25]);

  const [a, b] = [chroma(one.data), chroma(other.data)];
  expect(mean[0]).toBeCloseTo(0.75 * a.mean[0]! + 0.25 * b.mean[0]!, 6);
  // The variance of a mixture: that within its parts, and that between their means.
  const between = 0.75 * 0.25 * (a.mean[0]! - b.mean[0]!) ** 2;
  const within = 0.75 * a.covariance[0]![0]! + 0.25 * b.covariance[0]![0]!;
  expect(covariance[0]![0]).toBeCloseTo(within + between, 6);
});

it('does not stretch what is grey', () => {
  const style = pictureOf(1, [0.03, 0.02], 0.03);
  const gray = new Float32Array(3 * 100).fill(120);

  const matched = oklabMatch('chroma', oklabStatistics('chroma', [style], [1]))(gray);

  const { mean, covariance } = chroma(matched);
  expect(mean[0]).toBeCloseTo(chroma(style.data).mean[0]!, 3);
  expect(covariance[0]![0]).toBeLessThan(1e-6);
});
