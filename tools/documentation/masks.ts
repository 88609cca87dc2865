import { join } from 'node:path';

import sharp from 'sharp';

import type { ContactSheetCell } from '../../src/contracts/contact-sheet';
import type { RunRequest } from '../../src/contracts/engine';
import type { Studio } from './studio';

/** docs/masks.jpg: two styles on one picture, first mixed, then each in its own region. */
export async function drawMasks({ root, client, folder }: Studio): Promise<void> {
  const sample = (name: string) => join(root, 'media', 'samples', name);
  const style = (name: string) => join(root, 'media', 'styles', `${name}.jpg`);
  const content = sample('landscape.jpg');
  const mask = sample('landscape-sky.png');
  const sky = { path: style('brushstrokes'), weight: 1 };
  const land = { path: style('mosaic'), weight: 1 };

  const paint = async (
    name: string,
    styles: RunRequest['styles'],
    settings: Record<string, unknown> = {},
  ): Promise<string> => {
    const path = join(folder, `${name}.png`);
    const run = client.run({
      content,
      styles,
      recipe: 'studio',
      settings: { size: 384, ...settings },
      device: 'cpu',
      output: { path, overwrite: true },
    });
    const { seconds } = await run.result;
    console.log(`${name}  ${seconds.toFixed(0)} s`);
    return path;
  };

  const masked = [{ ...sky, mask: { path: mask } }, land];
  const results: ContactSheetCell[] = [
    {
      title: 'Without a mask',
      notes: ['Both styles everywhere'],
      picture: await paint('mixed', [sky, land]),
    },
    {
      title: 'With the mask',
      notes: ['Brush strokes in the sky, tiles on the land'],
      picture: await paint('simple', masked),
    },
    {
      title: 'The same with style.guidance=inside',
      notes: ['Styles keep off the skyline'],
      picture: await paint('inside', masked, { 'style.guidance': 'inside' }),
    },
  ];

  const sheet = join(folder, 'sheet.png');
  await client.request('contactSheet', {
    sources: [
      { title: 'The picture', picture: content },
      { title: 'The mask', notes: ['White is the sky'], picture: mask },
      { title: 'The style of the sky', picture: sky.path },
      { title: 'The style of what is left over', picture: land.path },
    ],
    rows: [results],
    output: { path: sheet },
  });
  await sharp(sheet)
    .jpeg({ quality: 80, mozjpeg: true })
    .toFile(join(root, 'docs', 'masks.jpg'));
}
