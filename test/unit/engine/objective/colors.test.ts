import { describe, expect, it } from 'vitest';

import type { PictureSource } from '../../../../src/engine/imaging/decoding/decode';
import { paintable, paintableGradient, recoloredPictures } from '../../../../src/engine/objective/colors';
import { randomImage } from '../../../support/pictures/random-image';

const size = { width: 8, height: 6 };
const plane = 48;

function source(data: Float32Array): PictureSource {
  const picture = { ...size, data, alpha: new Uint8Array(plane).fill(200) };
  return { ...size, path: '', format: 'png', sha256: '', load: () => Promise.resolve(picture) };
}

const means = (data: Float32Array) =>
  [0, 1, 2].map(
    (channel) => data.slice(channel * plane, (channel + 1) * plane).reduce((a, b) => a + b) / plane,
  );

/** Colours in the middle, which no method moves beyond 0..255. */
const muted = (seed: number, shift: number) =>
  randomImage(seed, size.width, size.height).map((value) => 100 + shift + value / 20);
const content = muted(1, 0);
const styles = [muted(2, 40), muted(3, -30)];

const recolor = (method: Parameters<typeof recoloredPictures>[0], pictures = styles) =>
  recoloredPictures(method, { content: source(content), styles: pictures.map(source) }, size);

describe('the pictures that the network sees', () => {
  it.each(['style', 'content', 'content-ycbcr'] as const)('are as they are with %s', async (method) => {
    const seen = await recolor(method);

    expect((await seen.content.load()).data).toBe(content);
    for (const [i, style] of seen.styles.entries()) expect((await style.load()).data).toBe(styles[i]);
  });

  it.each(['match-cholesky', 'match-pca', 'match-symmetric', 'match-histogram'] as const)(
    'have each style matched to the content on its own with %s',
    async (method) => {
      const seen = await recolor(method);

      expect((await seen.content.load()).data).toBe(content);
      const wanted = means(content);
      for (const style of seen.styles) {
        for (const [i, mean] of means((await style.load()).data).entries()) {
          expect(Math.abs(mean - wanted[i]!)).toBeLessThan(0.5);
        }
      }
    },
  );

  it('are gray with luminance', async () => {
    const seen = await recolor('luminance');

    const weigh = (data: Float32Array) => {
      const [red, green, blue] = means(data);
      return 0.299 * red! + 0.587 * green! + 0.114 * blue!;
    };
    for (const picture of [seen.content, ...seen.styles]) {
      const { data } = await picture.load();
      expect(data.slice(plane, 2 * plane)).toEqual(data.slice(0, plane));
      expect(data.slice(2 * plane)).toEqual(data.slice(0, plane));
      expect(means(data)[0]).toBeCloseTo(weigh(content), 3);
    }
  });

  it('stay within what can be displayed, and keep their transparency', async () => {
    const spread = randomImage(4, size.width, size.height).map((value) =>
      value < 200 ? value / 100 : value,
    );

    for (const method of ['luminance', 'match-pca', 'match-histogram'] as const) {
      const { styles } = await recoloredPictures(
        method,
        { content: source(spread), styles: [source(muted(2, 0))] },
        size,
      );
      const { data, alpha } = await styles[0]!.load();
      expect(Math.min(...data)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...data)).toBeLessThanOrEqual(255);
      expect(alpha).toEqual(new Uint8Array(plane).fill(200));
    }
  });
});

describe('a run in luminance alone', () => {
  /** Σ wx², with weights that are different for every channel. */
  const weights = randomImage(5, size.width, size.height);
  const loss = (image: Float32Array) => image.reduce((sum, value, i) => sum + weights[i]! * value ** 2, 0);

  it('starts from a gray picture', () => {
    const picture = paintable('luminance', content);

    expect(picture.slice(plane, 2 * plane)).toEqual(picture.slice(0, plane));
    expect(paintable('content', content)).toBe(content);
  });

  it('descends among gray pictures, as steeply as one can there', () => {
    const image = paintable('luminance', content).map((value) => value / 255);

    const gradient = paintableGradient(
      'luminance',
      image.map((value, i) => 2 * weights[i]! * value),
    );

    expect(gradient.slice(plane, 2 * plane)).toEqual(gradient.slice(0, plane));
    expect(gradient.slice(2 * plane)).toEqual(gradient.slice(0, plane));
    // Brightening one pixel: a third of the slope in each of its three channels.
    for (const pixel of [0, 17, 47]) {
      const step = 1e-3;
      const brightened = (by: number) =>
        loss(image.map((value, i) => (i % plane === pixel ? value + by : value)));
      const slope = (brightened(step) - brightened(-step)) / (2 * step);
      expect((3 * gradient[pixel]!) / slope).toBeCloseTo(1, 3);
    }
  });

  it('is the only one that changes the gradient', () => {
    expect(paintableGradient('content', weights)).toBe(weights);
  });
});
