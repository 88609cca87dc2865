import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EngineClient } from '../../src/client/engine-client';
import { drawColors } from './colors';
import { drawFinest } from './finest';
import { drawHowItWorks } from './how-it-works';
import { drawMasks } from './masks';
import type { Studio } from './studio';

const pictures: Readonly<Record<string, (studio: Studio) => Promise<void>>> = {
  colors: drawColors,
  finest: drawFinest,
  'how-it-works': drawHowItWorks,
  masks: drawMasks,
};

/** Draws the named pictures, or all of them, with the built engine. */
export async function draw(root: string, names: readonly string[]): Promise<void> {
  const unknown = names.find((name) => !Object.hasOwn(pictures, name));
  if (unknown !== undefined) {
    throw new Error(`No such picture: ${unknown}. There are: ${Object.keys(pictures).join(', ')}.`);
  }
  const folder = await mkdtemp(join(tmpdir(), 'stylize-documentation-'));
  const client = new EngineClient({
    program: { bundle: join(root, 'dist', 'engine.js') },
    userFolder: join(folder, 'home'),
  });
  try {
    for (const [name, drawPicture] of Object.entries(pictures)) {
      if (names.length === 0 || names.includes(name)) await drawPicture({ root, client, folder });
    }
  } finally {
    await client.dispose();
    await rm(folder, { recursive: true, maxRetries: 5 });
  }
}
