import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import sharp, { type Sharp } from 'sharp';

import type { Size } from '../../src/engine/imaging/picture';
import { fitSize } from '../../src/engine/imaging/size';
import { listRecipes } from '../../src/engine/recipes/catalog';
import type { OptimizeRecipe } from '../../src/recipe/recipe';
import { pythonEnvironment, pythonWith } from '../python';
import { drawCurves } from './chart';
import { fromCsv, milestoneTable, toCsv, type Curves } from './curves';
import { referenceLosses, stylizeLosses } from './runs';
import '../../test/support/platform';

/*
 * Compares whole runs with an independent program (reference.py: PyTorch, with SciPy's L-BFGS or its own), from the same
 * pixels and the same weights. Writes each recipe's losses as CSV and as a chart, and prints a table.
 *
 *   npm run bench -- validation --weights VGG19.h5 --content PHOTO --style PAINTING
 *     [--recipe keras-lbfgs --recipe neural-style] [--size 256] [--evaluations N] [--double] [--nudge SEED]
 *     [--out docs/validation] [--keep-reference]
 *   npm run bench -- validation --draw        redraws charts and tables from the CSV files
 */

const { values: options } = parseArgs({
  options: {
    /** Keras' file without the classifier. */
    weights: { type: 'string' },
    content: { type: 'string' },
    style: { type: 'string' },
    recipe: { type: 'string', multiple: true, default: ['keras-lbfgs', 'neural-style'] },
    /** Pixels of the side that the recipe measures. */
    size: { type: 'string', default: '256' },
    /** Instead of the recipe's iterations; a multiple of 20. */
    evaluations: { type: 'string' },
    /** Run the reference in double precision, to see how far rounding alone drives two runs apart. */
    double: { type: 'boolean', default: false },
    /** Start the reference from a picture that differs by 0.001 of 255, to see how far that drives two runs apart. */
    nudge: { type: 'string', default: '0' },
    out: { type: 'string', default: join('docs', 'validation') },
    /** Take the reference's losses from the CSV file, since they do not change with Stylize. */
    'keep-reference': { type: 'boolean', default: false },
    /** Take all losses from the CSV files. */
    draw: { type: 'boolean', default: false },
  },
});

const root = join(__dirname, '..');
const cli = join(root, 'dist', 'cli.js');
const milestones = [1, 20, 50, 100, 200, 300, 500];

interface Inputs {
  readonly weights: string;
  readonly content: string;
  readonly style: string;
}

/** Runs a recipe in both programs, one after the other. Uses a known reference run if there is one. */
async function compare(recipe: OptimizeRecipe, inputs: Inputs, known?: Curves['reference']): Promise<Curves> {
  const folder = mkdtempSync(join(tmpdir(), 'stylize-validation-'));
  try {
    const home = join(folder, 'home');
    const imported = spawnSync(process.execPath, [cli, 'weights', 'import', inputs.weights], {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, STYLIZE_HOME: home },
    });
    if (imported.status !== 0) throw new Error(`${inputs.weights} could not be imported`);
    const assignment = {
      recipe: recipe.name,
      weights: inputs.weights,
      ...(await preparePictures(recipe, inputs, folder)),
      evaluations: Number(options.evaluations ?? recipe.iterations),
    };
    const stylize = await stylizeLosses(cli, home, join(folder, 'result.png'), assignment);
    if (known) return { stylize, reference: known };
    const python = pythonWith('torch', 'scipy', 'h5py', 'PIL');
    if (python === undefined) throw new Error('No Python with torch, scipy, h5py and PIL was found');
    const program = join(root, 'bench', 'validation', 'reference.py');
    const how = { precision: options.double ? 'float64' : 'float32', nudge: Number(options.nudge) } as const;
    return {
      stylize,
      reference: await referenceLosses(python, program, pythonEnvironment(), how, assignment),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Writes both pictures at the sizes that the recipe uses, so that neither program resizes them. */
async function preparePictures(recipe: OptimizeRecipe, { content, style }: Inputs, folder: string) {
  const photo = sharp(content, { autoOrient: true });
  const size = fitSize((await photo.metadata()).autoOrient, Number(options.size), recipe.measure);
  const painting = sharp(style, { autoOrient: true });
  const styleSize =
    recipe.style.resize === 'exact'
      ? size
      : fitSize((await painting.metadata()).autoOrient, Math.max(size.width, size.height), 'longest');
  const write = async (picture: Sharp, to: Size, name: string) => {
    const file = join(folder, name);
    await picture
      .resize({ ...to, fit: 'fill' })
      .removeAlpha()
      .toColourspace('srgb')
      .png()
      .toFile(file);
    return file;
  };
  return {
    content: await write(photo, size, 'content.png'),
    style: await write(painting, styleSize, 'style.png'),
  };
}

function required(name: 'weights' | 'content' | 'style'): string {
  const value = options[name];
  if (value === undefined) throw new Error(`--${name} FILE is missing`);
  return value;
}

async function main(): Promise<void> {
  mkdirSync(options.out, { recursive: true });
  for (const name of options.recipe) {
    const recipe = listRecipes().find((candidate) => candidate.name === name);
    if (!recipe) throw new Error(`There is no recipe ${name}`);
    const file = join(options.out, name);
    const stored = () => fromCsv(readFileSync(`${file}.csv`, 'utf8'));
    if (!options.draw) {
      const inputs = { weights: required('weights'), content: required('content'), style: required('style') };
      const known = options['keep-reference'] ? stored().reference : undefined;
      writeFileSync(`${file}.csv`, toCsv(await compare(recipe, inputs, known)));
    }
    const curves = stored();
    writeFileSync(`${file}.svg`, drawCurves(name, curves));
    console.log(`\n${name}\n\n${milestoneTable(curves, milestones)}`);
  }
}

void main();
