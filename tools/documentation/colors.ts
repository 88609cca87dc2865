import { join } from 'node:path';

import sharp from 'sharp';

import type { ContactSheetCell } from '../../src/contracts/contact-sheet';
import { colorMethods, type ColorMethod } from '../../src/recipe/schema/conventions';
import type { Studio } from './studio';

const notes: Readonly<Record<ColorMethod, string>> = {
  style: 'As the style paints them',
  'style-oklab': 'The style’s colours, exactly',
  'style-chroma': 'The style’s chroma, exactly',
  content: 'Chroma of the picture, in Oklab',
  'content-ycbcr': 'Chroma of the picture, in YCbCr',
  luminance: 'Painted in grey, then coloured',
  'match-pca': 'Style matched, PCA',
  'match-symmetric': 'Style matched, symmetric',
  'match-cholesky': 'Style matched, Cholesky',
  'match-histogram': 'Style matched, histogram',
};
const columns = 5;

/** docs/colors.jpg: one picture in one style, with every method. */
export async function drawColors({ root, client, folder }: Studio): Promise<void> {
  const content = join(root, 'media', 'samples', 'landscape.jpg');
  const style = join(root, 'media', 'styles', 'autumn.jpg');

  const cells: ContactSheetCell[] = [];
  for (const method of colorMethods) {
    const path = join(folder, `${method}.png`);
    const run = client.run({
      content,
      styles: [{ path: style, weight: 1 }],
      recipe: 'studio',
      settings: { size: 256, colors: method },
      device: 'cpu',
      output: { path, overwrite: true },
    });
    const { seconds } = await run.result;
    console.log(`${method}  ${seconds.toFixed(0)} s`);
    cells.push({ title: method, notes: [notes[method]], picture: path });
  }

  const sheet = join(folder, 'colors.png');
  await client.request('contactSheet', {
    sources: [
      { title: 'The picture', picture: content },
      { title: 'The style', picture: style },
    ],
    rows: [cells.slice(0, columns), cells.slice(columns)],
    output: { path: sheet },
  });
  await sharp(sheet)
    .jpeg({ quality: 85, mozjpeg: true })
    .toFile(join(root, 'docs', 'colors.jpg'));
}
