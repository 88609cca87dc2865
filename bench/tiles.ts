import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import * as ort from 'onnxruntime-node';

import { encodingName } from '../src/engine/losses/encodings';
import { isStyleTerm } from '../src/engine/losses/term';
import { StepLoop } from '../src/engine/methods/optimize/step-loop';
import type { Network } from '../src/engine/network/network';
import { receptiveField } from '../src/engine/network/receptive-field';
import { NetworkStore } from '../src/engine/network/store';
import { readForeignNetwork } from '../src/engine/node/weights/read-foreign';
import { RecipeLoss } from '../src/engine/objective/recipe-loss';
import { wholePicture } from '../src/engine/objective/regions';
import { Targets } from '../src/engine/objective/targets';
import { featureTerms, objectiveTerms } from '../src/engine/objective/terms';
import { resolveRecipe } from '../src/engine/recipes/catalog';
import type { Backend } from '../src/engine/runtime/backend';
import { Computation } from '../src/engine/runtime/computation';
import { OnnxBackend } from '../src/engine/runtime/onnx/backend';
import { tilingCost } from '../src/engine/runtime/tiles/cost';
import { objectiveTiling, TiledObjective } from '../src/engine/runtime/tiles/tiled-objective';
import { initialWeights } from '../src/recipe/live';
import { userFolder } from '../src/user-folder/location';
import { timed } from './peer';
import '../test/support/platform';

/*
 * Measures time and memory of a tiled step (loss, gradient, optimiser) of the recipe studio, each in a process of its own.
 * A step needs as much memory for a few windows as for all of them, so that a few stand for all:
 *
 *   npm run bench -- tiles [--network vgg19 …] [--size 2048 …] [--tile 512 … | --tile 0] [--windows 2] [--steps 2]
 *
 * `--tile 0` is the picture as a whole, `--windows 0` all windows.
 */

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', multiple: true, default: ['embedded', 'vgg19'] },
    size: { type: 'string', multiple: true, default: ['2048', '4096'] },
    tile: { type: 'string', multiple: true, default: ['512'] },
    windows: { type: 'string', default: '2' },
    steps: { type: 'string', default: '2' },
    /** Measure one step in this process and print it as JSON. */
    single: { type: 'boolean', default: false },
  },
});

const root = join(__dirname, '..');
const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });

interface Measured {
  readonly windows: number;
  readonly of: number;
  readonly work: number;
  /** Of all windows, by those that were computed. */
  readonly seconds: number;
  readonly megabytes: number;
}

/** What the terms compare with, all 1: what it is makes no difference to time and memory. */
function targetsOf(network: Network, terms: ReturnType<typeof objectiveTerms>, side: number): Targets {
  const ones = new Map<string, Float32Array>();
  for (const term of featureTerms(terms)) {
    const { description } = network;
    const relu = description.layers.find(({ name }) => name === term.layer) as { channels: number };
    const positions = Math.floor(side / receptiveField(description, term.layer).stride) ** 2;
    const name = encodingName(isStyleTerm(term) ? term : { layer: term.layer, kind: 'features' });
    const length = relu.channels * (isStyleTerm(term) ? relu.channels : positions);
    ones.set(name, new Float32Array(length).fill(1));
  }
  return new Targets(ones, [ones]);
}

async function measure(name: string, side: number, tile: number, limit: number): Promise<Measured> {
  const network = await new NetworkStore({
    userFolder: userFolder(),
    bundledFolder: join(root, 'media', 'networks'),
    readForeign: readForeignNetwork,
  }).load(name);
  const recipe = await resolveRecipe('studio', { network: name });
  const size = { width: side, height: side };
  const terms = objectiveTerms(recipe, network.description, size);
  const layers = featureTerms(terms).map(({ layer }) => layer);
  const cost = tilingCost(network.description, layers, size, tile || side);
  let computed = cost.windows;
  const few: Backend = {
    createEncoder: (...args) => backend.createEncoder(...args),
    createObjective(network, specification) {
      if (tile === 0) return backend.createObjective(network, specification);
      const tiling = objectiveTiling(network, specification, tile);
      const [columns, rows] =
        limit > 0 ? [tiling.columns.slice(0, limit), tiling.rows.slice(0, 1)] : [tiling.columns, tiling.rows];
      computed = columns.length * rows.length;
      return TiledObjective.create(
        async (program) => new Computation(await backend.compile(program), program),
        network,
        specification,
        { ...tiling, columns, rows },
      );
    },
  };
  const comparison = {
    size,
    regions: wholePicture(1),
    targets: targetsOf(network, terms, side),
    tile: tile || undefined,
  };
  const loss = await RecipeLoss.create(few, recipe, network, comparison, initialWeights(recipe, [1]));
  const start = Float32Array.from(
    { length: 3 * side * side },
    (_, i) => 127 + 60 * Math.sin(i / 7) + 60 * Math.sin(i / 977),
  );
  const loop = new StepLoop(recipe, loss, start);
  let milliseconds = Infinity;
  for (let step = 0; step < Number(options.steps); step++)
    milliseconds = Math.min(milliseconds, await timed(() => loop.step()));
  return {
    windows: computed,
    of: cost.windows,
    work: cost.work,
    seconds: ((milliseconds / 1000) * cost.windows) / computed,
    megabytes: process.resourceUsage().maxRSS / 1000,
  };
}

function inProcess(network: string, size: string, tile: string): Measured {
  const args = ['--single', '--network', network, '--size', size, '--tile', tile];
  const passed = ['--windows', options.windows, '--steps', options.steps];
  const { stdout, stderr } = spawnSync(process.execPath, [__filename, ...args, ...passed], {
    encoding: 'utf8',
  });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

async function main(): Promise<void> {
  if (options.single) {
    const [network, size, tile] = [options.network[0]!, Number(options.size[0]), Number(options.tile[0])];
    console.log(JSON.stringify(await measure(network, size, tile, Number(options.windows))));
    return;
  }
  console.log(`${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.versions.node}\n`);
  console.log('| network | pixels | core | windows computed | step | work by the formula | peak memory |');
  console.log('| --- | --- | --- | --- | --- | --- | --- |');
  for (const network of options.network) {
    for (const size of options.size) {
      for (const tile of options.tile) {
        const { windows, of, seconds, work, megabytes } = inProcess(network, size, tile);
        const cells = [network, `${size}²`, tile === '0' ? 'whole' : tile, `${windows} of ${of}`];
        console.log(
          `| ${[...cells, `${seconds.toFixed(1)} s`, `${work.toFixed(2)}×`, `${megabytes.toFixed(0)} MB`].join(' | ')} |`,
        );
      }
    }
  }
}

void main();
