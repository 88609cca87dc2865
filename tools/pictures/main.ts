import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { landscape, landscapeSky } from './landscape/landscape';
import type { Picture } from './picture';
import { vary } from './random';
import { autumn } from './styles/autumn';
import { brushstrokes } from './styles/brushstrokes';
import { engraving } from './styles/engraving';
import { halftone } from './styles/halftone';
import { mosaic } from './styles/mosaic';
import { pointillism } from './styles/pointillism';
import { stainedGlass } from './styles/stained-glass';
import { watercolour } from './styles/watercolour';
import { waves } from './styles/waves';
import { woodcut } from './styles/woodcut';

interface Entry {
  readonly file: string;
  /** Pixels across, as saved. */
  readonly width: number;
  readonly quality?: number;
  readonly draw: () => Picture;
}

const pictures: readonly Entry[] = [
  { file: 'samples/landscape.jpg', width: 768, draw: landscape },
  { file: 'samples/landscape-sky.png', width: 768, draw: landscapeSky },
  { file: 'styles/brushstrokes.jpg', width: 640, draw: brushstrokes },
  { file: 'styles/mosaic.jpg', width: 640, draw: mosaic },
  { file: 'styles/stained-glass.jpg', width: 640, draw: stainedGlass },
  { file: 'styles/woodcut.jpg', width: 640, draw: woodcut },
  { file: 'styles/halftone.jpg', width: 640, quality: 86, draw: halftone },
  { file: 'styles/watercolour.jpg', width: 640, draw: watercolour },
  { file: 'styles/engraving.jpg', width: 640, draw: engraving },
  { file: 'styles/waves.jpg', width: 640, draw: waves },
  { file: 'styles/autumn.jpg', width: 640, draw: autumn },
  { file: 'styles/pointillism.jpg', width: 640, draw: pointillism },
];

const nameOf = (entry: Entry): string => entry.file.replace(/^.*\/|\.\w+$/g, '');

/** Draws the named pictures, or all, into the folder `media`. */
export async function draw(media: string, names: readonly string[]): Promise<void> {
  const unknown = names.filter((name) => !pictures.some((entry) => nameOf(entry) === name));
  if (unknown.length > 0) {
    throw new Error(`No such picture: ${unknown.join(', ')}. There are: ${pictures.map(nameOf).join(', ')}.`);
  }
  for (const entry of pictures) {
    if (names.length === 0 || names.includes(nameOf(entry))) await save(entry, join(media, entry.file));
  }
}

/** Draws every style in as many other versions, `mosaic-1.jpg` and so on; skips the files that are there. */
export async function drawVariations(folder: string, count: number): Promise<void> {
  for (let variation = 1; variation <= count; variation++) {
    vary(variation);
    for (const entry of pictures.filter(({ file }) => file.startsWith('styles/'))) {
      const file = join(folder, `${nameOf(entry)}-${variation}.jpg`);
      if (!existsSync(file)) await save(entry, file);
    }
  }
}

async function save(entry: Entry, file: string): Promise<void> {
  const started = performance.now();
  await mkdir(dirname(file), { recursive: true });
  await entry.draw().save(file, entry);
  console.log(`${file}  ${((performance.now() - started) / 1000).toFixed(1)} s`);
}
