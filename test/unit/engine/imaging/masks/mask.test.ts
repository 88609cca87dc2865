import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { openPicture, type PictureSource } from '../../../../../src/engine/imaging/decoding/decode';
import { readMask, resizeCoverage } from '../../../../../src/engine/imaging/masks/mask';
import { writeWaves } from '../../../../support/pictures/pictures';

let folder: string;
let picture: PictureSource;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-masks-'));
  picture = await openPicture(await writeWaves(join(folder, 'photo.png'), 1, 40, 20));
});
afterAll(() => rm(folder, { recursive: true }));

const size = { width: 40, height: 20 };

type Colour = readonly number[];

/** A picture of vertical stripes of one width, at `width`×`height`. */
async function stripes(name: string, colours: readonly Colour[], { width, height } = size): Promise<string> {
  const channels = colours[0]!.length as 1 | 3 | 4;
  const pixels = Array.from({ length: width * height }, (_, i) => {
    return colours[Math.floor(((i % width) / width) * colours.length)]!;
  });
  const path = join(folder, name);
  await sharp(Uint8Array.from(pixels.flat()), { raw: { width, height, channels } }).toFile(path);
  return path;
}

/** What is covered in the middle of each of `count` stripes. */
async function coverageOf(path: string, count: number, color?: string, colors = color ? [color] : []) {
  const mask = color === undefined ? { path } : { path, color };
  const { coverage } = await readMask(mask, colors, picture, size);
  const row = 10 * size.width;
  return Array.from(
    { length: count },
    (_, i) => coverage.data[row + Math.floor(((i + 0.5) * size.width) / count)]!,
  );
}

describe('a grey mask', () => {
  it('is inside where it is white, partly where it is grey, outside where it is black', async () => {
    const path = await stripes('grey.png', [[0], [51], [128], [255]]);

    const found = await coverageOf(path, 4);

    for (const [i, expected] of [0, 0.2, 128 / 255, 1].entries()) expect(found[i]).toBeCloseTo(expected, 5);
  });

  it('is outside where it is transparent, whatever colour lies there', async () => {
    const path = await stripes('transparent.png', [
      [255, 255, 255, 0],
      [255, 255, 255, 102],
      [255, 255, 255, 255],
      [0, 0, 0, 128],
    ]);

    const found = await coverageOf(path, 4);

    for (const [i, expected] of [0, 0.4, 1, 0].entries()) expect(found[i]).toBeCloseTo(expected, 2);
  });

  it('may have another size than the picture, a pixel more or less, and says which file it was', async () => {
    const path = await stripes('small.png', [[0], [255]], { width: 13, height: 6 });

    expect(await coverageOf(path, 2)).toEqual([0, 1]);
    const mask = await readMask({ path }, [], picture, size);
    const sha256 = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
    expect(mask).toMatchObject({ path, sha256, coverage: size });
  });
});

describe('a colour of a mask', () => {
  const [red, green, blue] = [
    [255, 0, 0],
    [0, 255, 0],
    [0, 0, 255],
  ];

  it('covers what has it, and nothing of another colour', async () => {
    const path = await stripes('map.png', [red, green, blue, [0, 0, 0]]);

    expect(await coverageOf(path, 4, '#ff0000')).toEqual([1, 0, 0, 0]);
    expect(await coverageOf(path, 4, '#0000FF', ['#ff0000', '#0000ff'])).toEqual([0, 0, 1, 0]);
    expect(await coverageOf(path, 4, '#000000')).toEqual([0, 0, 0, 1]);
  });

  it('gives a pixel between two that are named to the nearer one', async () => {
    const path = await stripes('shades.png', [
      [255, 120, 0],
      [255, 155, 0],
    ]);
    const colors = ['#ff6e00', '#ffa500'];

    expect(await coverageOf(path, 2, colors[0], colors)).toEqual([1, 0]);
    expect(await coverageOf(path, 2, colors[1], colors)).toEqual([0, 1]);
    // Alone it takes both: they are alike.
    expect(await coverageOf(path, 2, colors[0])).toEqual([1, 1]);
  });

  it('survives JPEG', async () => {
    const path = await stripes('map.jpg', [red, green, blue]);

    for (const [i, color] of ['#ff0000', '#00ff00', '#0000ff'].entries()) {
      const found = await coverageOf(path, 3, color);
      expect(found).toEqual([0, 1, 2].map((stripe) => Number(stripe === i)));
    }
  });

  it('does not lie where the mask is transparent', async () => {
    const path = await stripes('holes.png', [
      [255, 0, 0, 0],
      [255, 0, 0, 255],
    ]);

    expect(await coverageOf(path, 2, '#ff0000')).toEqual([0, 1]);
  });

  it('that does not occur is refused, with those that do', async () => {
    const path = await stripes('two.png', [red, red, blue]);

    await expect(readMask({ path, color: '#00ff00' }, ['#00ff00'], picture, size)).rejects.toMatchObject({
      code: 'usage',
      message: 'Nothing in the mask two.png has the colour #00ff00.',
      hint: 'Its main colours are #ff0000, #0000ff.',
      file: path,
    });
  });
});

describe('a mask is refused', () => {
  const refusal = async (path: string) => {
    const thrown: unknown = await readMask({ path }, [], picture, size).catch((error: unknown) => error);
    return thrown;
  };

  it('when it is black all over', async () => {
    const path = await stripes('black.png', [[0], [4]]);
    expect(await refusal(path)).toMatchObject({
      code: 'usage',
      message: 'The mask black.png is black all over.',
    });
  });

  it('when it is coloured and no colour is named', async () => {
    const path = await stripes('coloured.png', [
      [255, 255, 255],
      [255, 0, 0],
    ]);
    expect(await refusal(path)).toMatchObject({
      code: 'usage',
      message: 'The mask coloured.png is coloured, and no colour is named.',
    });
  });

  it('when it has another shape than the picture', async () => {
    const path = await stripes('square.png', [[0], [255]], { width: 40, height: 22 });
    expect(await refusal(path)).toMatchObject({
      code: 'usage',
      message: 'The mask square.png has another shape than photo.png: 40×22 for 40×20.',
    });
  });

  it('when it is not there, or no picture', async () => {
    expect(await refusal(join(folder, 'nothing.png'))).toMatchObject({ code: 'file-not-found' });
    await writeFile(join(folder, 'text.png'), 'no picture');
    expect(await refusal(join(folder, 'text.png'))).toMatchObject({ code: 'bad-image' });
  });
});

it('a smaller coverage covers as much', () => {
  const data = Float32Array.from({ length: 60 * 40 }, (_, i) => Number(i % 60 < 23));
  const mean = (values: Float32Array) => values.reduce((a, b) => a + b, 0) / values.length;

  const smaller = resizeCoverage({ width: 60, height: 40, data }, { width: 17, height: 11 });

  expect(smaller).toMatchObject({ width: 17, height: 11 });
  expect(mean(smaller.data)).toBeCloseTo(mean(data), 2);
});

describe('a mask that is much larger than what it is needed for', () => {
  it('covers what it covers at its own size', async () => {
    const large = { width: 400, height: 200 };
    const colours = [
      [255, 0, 0],
      [0, 0, 0],
      [0, 0, 255],
      [255, 255, 255],
    ];
    const map = await stripes('large-map.png', colours, large);
    const grey = await stripes('large-grey.png', [[0], [128], [255], [60]], large);

    expect(await coverageOf(map, 4, '#ff0000')).toEqual([1, 0, 0, 0]);
    for (const [i, expected] of [0, 128 / 255, 1, 60 / 255].entries())
      expect((await coverageOf(grey, 4))[i]).toBeCloseTo(expected, 5);
  });

  it('keeps the softness of an edge within a hundredth', async () => {
    const edges = await Promise.all(
      [1, 20].map(async (factor) => {
        const path = join(folder, `edge-${factor}.png`);
        const [width, height] = [40 * factor, 20 * factor];
        // Slanted: every row crosses the edge elsewhere.
        const pixels = Uint8Array.from({ length: width * height }, (_, i) => {
          const [x, y] = [(i % width) / factor, Math.floor(i / width) / factor];
          return Math.min(255, Math.max(0, 128 + 30 * (x - 20 - 0.3 * y)));
        });
        await sharp(pixels, { raw: { width, height, channels: 1 } }).toFile(path);
        return (await readMask({ path }, [], picture, size)).coverage.data;
      }),
    );
    // A sample of the small one is taken at the corner of what it stands for in the large one.
    const step = (0.5 * 30 * 1.3) / 255;
    edges[0]!.forEach((value, i) => {
      expect(Math.abs(edges[1]![i]! - value)).toBeLessThanOrEqual(step + 0.01);
    });
  });

  it('costs no more memory than what is looked at', async () => {
    const path = join(folder, 'bomb.png');
    const white = sharp({ create: { width: 10_000, height: 5_000, channels: 3, background: 'white' } });
    await white.toColourspace('b-w').png().toFile(path);
    const before = process.resourceUsage().maxRSS;

    await readMask({ path }, [], picture, size);

    // In kilobytes. At its own size the planes alone are 600 MB.
    expect(process.resourceUsage().maxRSS - before).toBeLessThan(200_000);
  });

  it('is refused beyond what is painted on a picture, before any pixel is read', async () => {
    const path = join(folder, 'huge.png');
    const header = Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0>\x80\0\0\x1f@\x08\0\0\0\0', 'latin1');
    const checksum = Buffer.of(0x1c, 0x37, 0xac, 0x9e);
    await writeFile(
      path,
      Buffer.concat([header, checksum, Buffer.from('\0\0\0\0IDAT5\xaf\x06\x1e', 'latin1')]),
    );

    await expect(readMask({ path }, [], picture, size)).rejects.toMatchObject({
      code: 'usage',
      message: 'The mask huge.png is 16000×8000 pixels: larger than its picture.',
    });
  });
});
