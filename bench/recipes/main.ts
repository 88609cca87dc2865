import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';

import type { Network } from '../../src/engine/network/network';
import { writeNetwork } from '../../src/engine/network/weight-file';
import { readKerasVgg19 } from '../../src/engine/node/weights/keras';
import { randomNetwork } from '../../test/support/reference/random-network';
import {
  cropPictures,
  differences,
  drawPictures,
  evaluate,
  judge,
  sizes,
  type Extent,
} from '../../test/support/reference/recipe-agreement';
import { referenceRecipes } from '../../test/support/reference/recipes';
import { agreementTables, keyTable, withPart, type Measured, type MeasuredTable } from './document';
import '../../test/support/platform';

/*
 * Writes the generated parts of docs/recipes.md:
 *
 *   npm run bench -- recipes [--weights vgg19.h5] [--content tubingen.jpg] [--style starry_night.jpg]
 *   npm run bench -- recipes --keys     writes only the table of keys, which takes a moment
 */

const { values: options } = parseArgs({
  options: {
    keys: { type: 'boolean', default: false },
    weights: {
      type: 'string',
      default: '../shared/data/weights/vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5',
    },
    content: { type: 'string', default: '../shared/data/images/content/tubingen.jpg' },
    style: { type: 'string', default: '../shared/data/images/style/starry_night.jpg' },
  },
});

const execute = promisify(execFile);

const page = 'docs/recipes.md';

async function measure(
  title: string,
  network: Network,
  drawn: (folder: string) => Promise<void>,
): Promise<MeasuredTable> {
  const root = await mkdtemp(join(tmpdir(), 'stylize-recipes-'));
  const folder = join(root, 'work');
  const program = resolve('dist/cli.js');
  const stylize = async (args: readonly string[]) => {
    const env = { ...process.env, STYLIZE_HOME: join(root, 'home') };
    return (await execute(process.execPath, [program, ...args], { cwd: folder, env })).stdout;
  };
  try {
    await mkdir(folder);
    await drawn(folder);
    await writeNetwork(network, join(folder, 'network.safetensors'), {
      provenance: { source: 'bench' },
    });
    const judged = await judge(folder, network);
    const rows: Measured[] = [];
    for (const [recipe, reference] of Object.entries(referenceRecipes)) {
      const found = await evaluate(stylize, recipe, 'network.safetensors');
      const difference = Math.max(...differences(found, reference(judged)).values());
      rows.push({ recipe, ...found, difference });
      console.error(`${title} ${recipe}: ${difference.toExponential(1)}`);
    }
    return { title, rows };
  } finally {
    await rm(root, { recursive: true });
  }
}

const label = (what: string, sizes: readonly [Extent, Extent]) => {
  const [picture, style] = sizes.map(([width, height]) => `${width}×${height}`);
  return `${what}, ${picture}, style ${style}:`;
};

async function measureAll(): Promise<MeasuredTable[]> {
  const vgg19 = await readKerasVgg19(options.weights);
  const small = randomNetwork(11, [4, 6, 8, 10, 12]);
  const tables: MeasuredTable[] = [];
  for (const size of Object.values(sizes.photographed)) {
    tables.push(
      await measure(label('VGG-19, photographs', size), vgg19, (folder) =>
        cropPictures(folder, size, options),
      ),
    );
  }
  for (const size of Object.values(sizes.drawn)) {
    tables.push(
      await measure(label('A small random network, waves', size), small, (folder) =>
        drawPictures(folder, size),
      ),
    );
  }
  return tables;
}

async function main(): Promise<void> {
  let text = await readFile(page, 'utf8');
  if (!options.keys) text = withPart(text, 'agreement', agreementTables(await measureAll()));
  await writeFile(page, withPart(text, 'keys', keyTable()));
  await execute(process.execPath, ['node_modules/prettier/bin/prettier.cjs', '--write', page]);
}

void main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
