import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { expect } from 'vitest';

import { readPixels, type Pixels } from './pictures';

const folder = new URL('../../fixtures/pictures/', import.meta.url);

/** The path of a picture in `test/fixtures/pictures`. */
export const fixturePath = (name: string): string => fileURLToPath(new URL(name, folder));

/** The pictures for which other programs gave the expected sRGB values; `make.py` there says which programs. */
export const pictureFixtures: readonly string[] = readdirSync(new URL('expected/', folder)).map((name) =>
  name.replace(/\.png$/, ''),
);

/** The expected appearance of a fixture: sRGB, 8 bits, not blended with white. */
export const expectedPixels = (name: string): Promise<Pixels> =>
  readPixels(fixturePath(`expected/${name}.png`));

/** Fails if a visible pixel differs by more than this many levels, in colour or in alpha. */
export function expectSamePixels(actual: Pixels, expected: Pixels, levels: number): void {
  expect([actual.width, actual.height]).toEqual([expected.width, expected.height]);
  const sample = ({ data, channels }: Pixels, pixel: number, channel: number) => {
    if (channel === 3) return channels % 2 === 0 ? data[(pixel + 1) * channels - 1]! : 255;
    return data[pixel * channels + (channels < 3 ? 0 : channel)]!;
  };
  const worst = { difference: 0, x: 0, y: 0, channel: 0, actual: 0, expected: 0 };
  for (let pixel = 0; pixel < actual.width * actual.height; pixel++) {
    for (let channel = 0; channel < 4; channel++) {
      if (channel < 3 && sample(expected, pixel, 3) === 0) continue;
      const [a, b] = [sample(actual, pixel, channel), sample(expected, pixel, channel)];
      if (Math.abs(a - b) <= worst.difference) continue;
      const [x, y] = [pixel % actual.width, Math.floor(pixel / actual.width)];
      Object.assign(worst, { difference: Math.abs(a - b), x, y, channel, actual: a, expected: b });
    }
  }
  expect(worst.difference, JSON.stringify(worst)).toBeLessThanOrEqual(levels);
}
