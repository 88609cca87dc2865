import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Crops, picturesIn } from '../../../../../src/engine/methods/train/crops';
import { shuffled, uniforms } from '../../../../../src/engine/methods/train/numbers';

let folder: string;

/** Whose red says which picture it is, and whose green how far to the right a pixel is. */
async function writeRamp(path: string, red: number, width: number, height: number): Promise<void> {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    return [red, (255 * x) / (width - 1), 0][i % 3]!;
  });
  await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(path);
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-crops-'));
  await mkdir(join(folder, 'more'));
  await writeRamp(join(folder, 'b 10.png'), 20, 90, 60);
  await writeRamp(join(folder, 'b 2.png'), 60, 60, 90);
  await writeRamp(join(folder, 'more', 'tiny.png'), 100, 20, 12);
  await writeFile(join(folder, 'notes.txt'), 'no picture');
});
afterAll(() => rm(folder, { recursive: true }));

const crops = async (seed = 1, side = 32) => new Crops(await picturesIn(folder), side, seed, () => undefined);
const red = (crop: Float32Array) => Math.round(crop[0]!);
const rises = (crop: Float32Array, side = 32) => crop[side ** 2 + side - 1]! > crop[side ** 2]!;

describe('the pictures of a folder', () => {
  it('are those of the folders in it too, in natural order', async () => {
    const names = (await picturesIn(folder)).map((path) => basename(path));
    expect(names).toEqual(['b 2.png', 'b 10.png', 'tiny.png']);
  });

  it('have to be there', async () => {
    await expect(picturesIn(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file-not-found' });
  });
});

describe('crops', () => {
  it('take every picture once before one comes again, in an order of the seed’s', async () => {
    const some = await crops();
    const reds = await Promise.all(Array.from({ length: 12 }, (_, index) => some.crop(index).then(red)));
    for (let round = 0; round < 12; round += 3)
      expect(reds.slice(round, round + 3).toSorted((a, b) => a - b)).toEqual([20, 60, 100]);
    expect(new Set([0, 3, 6, 9].map((round) => reds.slice(round, round + 3).join())).size).toBeGreaterThan(1);
  });

  it('are the same whenever they are asked for, and others with another seed', async () => {
    const [first, again, other] = [await crops(), await crops(), await crops(2)];
    await first.crop(3);
    expect(await again.crop(7)).toEqual(await first.crop(7));
    expect(await other.crop(7)).not.toEqual(await first.crop(7));
  });

  it('have one size, whatever that of the picture, and are mirrored half of the time', async () => {
    const some = await crops();
    const all = await Promise.all(Array.from({ length: 60 }, (_, index) => some.crop(index)));
    for (const crop of all) expect(crop).toHaveLength(3 * 32 ** 2);
    const rising = all.filter((crop) => rises(crop)).length;
    expect(rising).toBeGreaterThan(15);
    expect(rising).toBeLessThan(45);
  });
});

describe('numbers', () => {
  it('of neighbouring indexes are not alike', () => {
    const firsts = Array.from({ length: 1000 }, (_, index) => uniforms(0, index)());
    const mean = firsts.reduce((sum, value) => sum + value, 0) / firsts.length;
    expect(mean).toBeCloseTo(0.5, 1);
    // Of independent numbers this is 1/12 / √1000.
    const covariance = firsts.slice(1).reduce((sum, value, i) => sum + (value - 0.5) * (firsts[i]! - 0.5), 0);
    expect(Math.abs(covariance / 999)).toBeLessThan(0.01);
    expect(shuffled(50, 3, 4).toSorted((a, b) => a - b)).toEqual([...Array(50).keys()]);
  });
});
