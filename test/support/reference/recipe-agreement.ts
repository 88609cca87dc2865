import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import sharp from 'sharp';
import * as z from 'zod';

import type { Network } from '../../../src/engine/network/network';
import { planarImage, writeWaves } from '../pictures/pictures';
import { Judgement, type RecipeLosses } from './recipes';

/*
 * Compares `stylize eval` of a recipe with the float64 evaluation of its formula, for the tests and for the table in
 * docs/recipes.md.
 */

export type Extent = readonly [width: number, height: number];

/** Sizes of content and image, and of the style picture. With odd ones, every pooling drops a row or column. */
export const sizes = {
  drawn: {
    even: [
      [64, 48],
      [48, 80],
    ],
    odd: [
      [67, 45],
      [53, 39],
    ],
  },
  photographed: {
    even: [
      [48, 32],
      [40, 36],
    ],
    odd: [
      [45, 35],
      [37, 33],
    ],
  },
} as const satisfies Record<string, Record<'even' | 'odd', readonly [Extent, Extent]>>;

/** Writes content.png, style.png and image.png into a folder: drawn waves. */
export async function drawPictures(
  folder: string,
  [size, styleSize]: readonly [Extent, Extent],
): Promise<void> {
  await writeWaves(join(folder, 'content.png'), 1, ...size);
  await writeWaves(join(folder, 'style.png'), 2, ...styleSize);
  await writeWaves(join(folder, 'image.png'), 3, ...size);
}

/** Writes the same files from two photographs, resized to a width of 400: one part of the first and two of the second. */
export async function cropPictures(
  folder: string,
  [size, styleSize]: readonly [Extent, Extent],
  photographs: { readonly content: string; readonly style: string },
): Promise<void> {
  const crop = async (from: string, left: number, top: number, [width, height]: Extent, name: string) => {
    await sharp(await readFile(from))
      .resize({ width: 400 })
      .extract({ left, top, width, height })
      .png()
      .toFile(join(folder, name));
  };
  await crop(photographs.content, 120, 60, size, 'content.png');
  await crop(photographs.style, 100, 80, styleSize, 'style.png');
  await crop(photographs.style, 200, 50, size, 'image.png');
}

const evaluationLine = z.strictObject({
  content: z.number(),
  style: z.number(),
  tv: z.number(),
  total: z.number(),
  layers: z.record(z.string(), z.number()),
});

/** Runs the command line in the pictures' folder and returns its output. */
export type Stylize = (args: readonly string[]) => Promise<string>;

/** Runs `stylize eval` with content.png, image.png and the style pictures. */
export async function evaluate(
  stylize: Stylize,
  recipe: string,
  network: string,
  styles: readonly string[] = ['style.png'],
): Promise<RecipeLosses> {
  const pictures = ['--content', 'content.png', '--image', 'image.png'];
  const printed = await stylize([
    ...['eval', '--recipe', recipe, '--network', network, ...pictures],
    ...styles.flatMap((style) => ['--style', style]),
    '--json',
  ]);
  return evaluationLine.parse(JSON.parse(printed));
}

/** Loads the same pictures for the float64 formulas. */
export async function judge(
  folder: string,
  network: Network,
  styles: readonly string[] = ['style.png'],
): Promise<Judgement> {
  const picture = (name: string) => planarImage(join(folder, name));
  return new Judgement(network, {
    content: await picture('content.png'),
    styles: await Promise.all(styles.map(picture)),
    image: await picture('image.png'),
  });
}

/** The relative difference of each loss, of groups and layers, from what it should be. */
export function differences(found: RecipeLosses, expected: RecipeLosses): Map<string, number> {
  const flat = ({ layers, ...sums }: RecipeLosses): Record<string, number> => ({ ...sums, ...layers });
  const [a, b] = [flat(found), flat(expected)];
  const names = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return new Map(names.map((name) => [name, relativeDifference(a[name], b[name])]));
}

/** 0 for two zeros; NaN when one value is missing. */
function relativeDifference(found = NaN, expected = NaN): number {
  return found === expected ? 0 : Math.abs(found / expected - 1);
}
