import { join } from 'node:path';

import sharp from 'sharp';

import type { ContactSheetCell } from '../../src/contracts/contact-sheet';
import type { RunRequest } from '../../src/contracts/engine';
import type { Studio } from './studio';

/** docs/finest-styles.jpg: the recipe `finest` with two styles, which compete for each place or have a region each. */
export async function drawFinest({ root, client, folder }: Studio): Promise<void> {
  const sample = (name: string) => join(root, 'media', 'samples', name);
  const style = (name: string) => join(root, 'media', 'styles', `${name}.jpg`);
  const content = sample('landscape.jpg');
  const mask = sample('landscape-sky.png');
  const sky = { path: style('brushstrokes'), weight: 1 };
  const land = { path: style('engraving'), weight: 1 };

  const paint = async (name: string, styles: RunRequest['styles']): Promise<string> => {
    const path = join(folder, `${name}.png`);
    const run = client.run({
      content,
      styles,
      recipe: 'finest',
      settings: { size: 384 },
      device: 'cpu',
      output: { path, overwrite: true },
    });
    const { seconds } = await run.result;
    console.log(`${name}  ${seconds.toFixed(0)} s`);
    return path;
  };

  const results: ContactSheetCell[] = [
    {
      title: 'Both styles, half and half',
      notes: ['Each place takes the one that has its like'],
      picture: await paint('both', [sky, land]),
    },
    {
      title: 'Both styles, 1 to 3',
      notes: ['The second wins more places'],
      picture: await paint('one-to-three', [sky, { ...land, weight: 3 }]),
    },
    {
      title: 'With the mask',
      notes: ['The first in the sky, the second on the land'],
      picture: await paint('masked', [{ ...sky, mask: { path: mask } }, land]),
    },
  ];

  const sheet = join(folder, 'finest.png');
  await client.request('contactSheet', {
    sources: [
      { title: 'The picture', picture: content },
      { title: 'The mask', notes: ['White is the sky'], picture: mask },
      { title: 'The first style', picture: sky.path },
      { title: 'The second style', picture: land.path },
    ],
    rows: [results],
    output: { path: sheet },
  });
  await sharp(sheet)
    .jpeg({ quality: 80, mozjpeg: true })
    .toFile(join(root, 'docs', 'finest-styles.jpg'));
}
