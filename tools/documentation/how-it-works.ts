import { join } from 'node:path';

import sharp from 'sharp';

import type { ContactSheetCell } from '../../src/contracts/contact-sheet';
import type { Studio } from './studio';

const shownIterations = [5, 20, 60];

/** docs/how-it-works.jpg: a painting on its way, with other weights, and with smaller strokes. */
export async function drawHowItWorks({ root, client, folder }: Studio): Promise<void> {
  const content = join(root, 'media', 'samples', 'landscape.jpg');
  const style = join(root, 'media', 'styles', 'brushstrokes.jpg');

  const paint = async (name: string, settings: Record<string, unknown>, saveEvery = 0) => {
    const path = join(folder, `${name}.png`);
    const run = client.run({
      content,
      styles: [{ path: style, weight: 1 }],
      recipe: 'studio',
      settings: { size: 240, ...settings },
      device: 'cpu',
      output: { path, overwrite: true },
      preview: { saveEvery },
    });
    const saved = new Map<number, string>();
    run.on('saved', (picture) => saved.set(picture.iteration, picture.path));
    const { seconds, iterations } = await run.result;
    console.log(`${name}  ${seconds.toFixed(0)} s`);
    return { path, saved, iterations };
  };

  const usual = await paint('usual', {}, 5);
  const cell = (title: string, note: string, picture: string): ContactSheetCell => ({
    title,
    notes: [note],
    picture,
  });
  const row = async (key: string, values: readonly [number, string][], usualNote: string) => {
    const cells: ContactSheetCell[] = [];
    for (const [value, note] of values)
      cells.push(cell(`${key} ${value}`, note, (await paint(`${key}-${value}`, { [key]: value })).path));
    cells.splice(1, 0, cell(`${key} 1`, usualNote, usual.path));
    return cells;
  };
  const sheet = join(folder, 'how-it-works.png');
  await client.request('contactSheet', {
    sources: [
      { title: 'The picture: its content is kept', picture: content },
      { title: 'The style: its strokes and colours are imitated', picture: style },
    ],
    rows: [
      [
        ...shownIterations.map((count) => cell(`${count} iterations`, 'On its way', usual.saved.get(count)!)),
        cell(`${usual.iterations} iterations`, 'Done', usual.path),
      ],
      await row(
        'style.weight',
        [
          [0.1, 'Less style'],
          [10, 'More style'],
        ],
        'As it is',
      ),
      await row('style.scale', [[0.5, 'Smaller strokes']], 'As it is'),
    ],
    output: { path: sheet },
  });
  await sharp(sheet)
    .jpeg({ quality: 80, mozjpeg: true })
    .toFile(join(root, 'docs', 'how-it-works.jpg'));
}
