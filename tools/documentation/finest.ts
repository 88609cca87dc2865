import { join } from 'node:path';

import sharp from 'sharp';

import type { ContactSheetCell } from '../../src/contracts/contact-sheet';
import type { Studio } from './studio';

const styles = ['brushstrokes', 'engraving', 'autumn', 'watercolour'];
const recipes = ['finest', 'studio'];

/** docs/finest.jpg: the sample picture in several styles, by `finest` and by `studio`. */
export async function drawFinest({ root, client, folder }: Studio): Promise<void> {
  const content = join(root, 'media', 'samples', 'landscape.jpg');
  const rows: ContactSheetCell[][] = [];
  for (const name of styles) {
    const style = join(root, 'media', 'styles', `${name}.jpg`);
    const cells: ContactSheetCell[] = [{ title: name, notes: [], picture: style }];
    for (const recipe of recipes) {
      const path = join(folder, `${name}-${recipe}.png`);
      const run = client.run({
        content,
        styles: [{ path: style, weight: 1 }],
        recipe,
        settings: { size: 256 },
        device: 'cpu',
        output: { path, overwrite: true },
      });
      const { seconds } = await run.result;
      console.log(`${name} ${recipe}  ${seconds.toFixed(0)} s`);
      cells.push({ title: recipe, notes: [], picture: path });
    }
    rows.push(cells);
  }
  const sheet = join(folder, 'finest.png');
  await client.request('contactSheet', {
    sources: [{ title: 'The picture', picture: content }],
    rows,
    output: { path: sheet },
  });
  await sharp(sheet)
    .jpeg({ quality: 85, mozjpeg: true })
    .toFile(join(root, 'docs', 'finest.jpg'));
}
