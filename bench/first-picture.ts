import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { EngineClient } from '../src/client/engine-client';
import { userFolder } from '../src/user-folder/location';
import { median } from './peer';

/*
 * Measures what a person waits for between the press of Start and the first preview, by a cold engine, whose process has
 * yet to start, and by a warm one, which has painted a picture of another style before. Needs `npm run build`.
 *
 *   npm run bench -- first-picture [--network embedded --network vgg19] [--size 512] [--rounds 5]
 */

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', multiple: true, default: ['embedded', 'vgg19'] },
    size: { type: 'string', default: '512' },
    rounds: { type: 'string', default: '5' },
  },
});

const root = join(__dirname, '..');
const media = (...names: string[]) => join(root, 'media', ...names);

const milestones = ['started', 'planned', 'ready', 'first step', 'first preview'] as const;
type Times = Record<(typeof milestones)[number], number>;

/** Milliseconds from Start to each milestone. Stops the run then. */
async function startRun(
  client: EngineClient,
  network: string,
  style: string,
  folder: string,
): Promise<Times> {
  const start = performance.now();
  const times: Partial<Times> = {};
  const note = (milestone: keyof Times) => {
    times[milestone] ??= performance.now() - start;
  };
  const run = client.run({
    content: media('samples', 'landscape.jpg'),
    styles: [{ path: media('styles', `${style}.jpg`), weight: 1 }],
    recipe: 'studio',
    settings: { network, size: Number(options.size) },
    device: 'cpu',
    output: { path: join(folder, `${style}.png`), overwrite: true },
    preview: { everyMilliseconds: 150 },
  });
  run.on('phase', ({ phase }) => {
    note(phase === 'preparing' ? 'started' : 'ready');
  });
  run.on('planned', () => {
    note('planned');
  });
  run.on('progress', () => {
    note('first step');
  });
  await new Promise<void>((resolve, reject) => {
    run.on('preview', () => {
      note('first preview');
      resolve();
    });
    run.result.catch(reject);
  });
  run.cancel();
  await run.result.catch(() => undefined);
  return times as Times;
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'stylize-first-'));
  const rows: string[][] = [['network', 'engine', ...milestones]];
  try {
    for (const network of options.network) {
      const cold: Times[] = [];
      const warm: Times[] = [];
      for (let round = 0; round < Number(options.rounds); round++) {
        const client = new EngineClient({
          program: { bundle: join(root, 'dist', 'engine.js') },
          userFolder: userFolder(),
        });
        cold.push(await startRun(client, network, 'brushstrokes', folder));
        warm.push(await startRun(client, network, 'mosaic', folder));
        await client.dispose();
      }
      for (const [engine, times] of Object.entries({ cold, warm })) {
        const figures = milestones.map((milestone) => median(times.map((each) => each[milestone])));
        rows.push([network, engine, ...figures.map((figure) => `${figure.toFixed(0)} ms`)]);
      }
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
  rows.splice(
    1,
    0,
    rows[0]!.map(() => '---'),
  );
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
}

void main();
