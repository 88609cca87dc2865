import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { writeContactSheet } from '../../../../../src/engine/imaging/contact-sheet/contact-sheet';
import { readPixels, type Pixels } from '../../../../support/pictures/pictures';

const font = 'media/fonts/Inter-Latin.ttf';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-sheet-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A picture of one colour. */
async function paint(name: string, background: string, width: number, height: number): Promise<string> {
  const path = join(folder, name);
  await sharp({ create: { width, height, channels: 3, background } }).toFile(path);
  return path;
}

/** Bounds of all pixels of a colour. */
function boundsOf({ data, width, channels }: Pixels, [red, green, blue]: readonly [number, number, number]) {
  const found = Array.from({ length: data.length / channels }, (_, pixel) => pixel).filter((pixel) => {
    const i = pixel * channels;
    return data[i] === red && data[i + 1] === green && data[i + 2] === blue;
  });
  const columns = found.map((pixel) => pixel % width);
  const rows = found.map((pixel) => Math.floor(pixel / width));
  const [left, top] = [columns, rows].map((values) => values.reduce((a, b) => Math.min(a, b)));
  const [right, bottom] = [columns, rows].map((values) => values.reduce((a, b) => Math.max(a, b)));
  return {
    left: left!,
    top: top!,
    width: right! - left! + 1,
    height: bottom! - top! + 1,
    count: found.length,
  };
}

describe('a contact sheet', () => {
  it('shows sources first, shrunk to the largest of the others, and every picture whole', async () => {
    const sheet = {
      heading: ['A comparison', 'of two'],
      sources: [{ title: 'content', picture: await paint('red.png', '#ff0000', 900, 600) }],
      rows: [
        [
          { title: 'first', notes: ['12 s'], picture: await paint('green.png', '#00ff00', 240, 160) },
          { title: 'second', picture: await paint('blue.png', '#0000ff', 120, 80) },
        ],
      ],
      output: { path: join(folder, 'sheet.png') },
    };

    const size = await writeContactSheet(sheet, font);

    const pixels = await readPixels(sheet.output.path);
    expect(pixels).toMatchObject(size);
    const red = boundsOf(pixels, [255, 0, 0]);
    const green = boundsOf(pixels, [0, 255, 0]);
    const blue = boundsOf(pixels, [0, 0, 255]);
    expect(red).toMatchObject({ width: 240, height: 160, count: 240 * 160 });
    expect(green).toMatchObject({ width: 240, height: 160, count: 240 * 160 });
    expect(blue).toMatchObject({ width: 120, height: 80, count: 120 * 80 });
    expect(green.top).toBeGreaterThan(red.top + red.height);
    expect([green.left, blue.left]).toEqual([red.left, red.left + 240 + 20]);
    expect(blue.top + blue.height).toBe(green.top + green.height);
  });

  it('says in an empty cell why it is empty, as high as that needs', async () => {
    const content = { title: 'content', picture: await paint('red.png', '#ff0000', 60, 20) };
    const write = async (name: string, reason: string) => {
      const output = { path: join(folder, name) };
      await writeContactSheet({ sources: [content], rows: [[{ title: 'x', reason }]], output }, font);
      return boundsOf(await readPixels(output.path), [0xec, 0xec, 0xec]);
    };

    const brief = await write('brief.png', 'No.');
    const wordy = await write('wordy.png', 'The weights of VGG-19 are not installed here. '.repeat(6));

    expect(brief.width).toBe(200);
    // Some of it is covered by letters.
    expect(brief.count).toBeLessThan(brief.width * brief.height);
    expect(wordy.height).toBeGreaterThan(3 * brief.height);
  });

  it('is a whole file or none, and replaces nothing without being told', async () => {
    const picture = await paint('red.png', '#ff0000', 60, 40);
    const path = join(folder, 'sheet.jpg');
    await writeFile(path, 'precious');
    const sheet = { rows: [[{ title: 'x', picture }]], output: { path } };

    await expect(writeContactSheet(sheet, font)).rejects.toMatchObject({ code: 'output-exists' });
    expect(await readFile(path, 'utf8')).toBe('precious');

    await writeContactSheet({ ...sheet, output: { path, overwrite: true } }, font);
    expect((await sharp(path).metadata()).format).toBe('jpeg');
    expect((await readdir(folder)).sort()).toEqual(['red.png', 'sheet.jpg']);
  });

  it('cannot be written as what is no picture', async () => {
    const sheet = { rows: [[{ title: 'x' }]], output: { path: join(folder, 'sheet.pdf') } };
    await expect(writeContactSheet(sheet, font)).rejects.toMatchObject({ code: 'usage' });
  });
});
