import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import * as ort from 'onnxruntime-node';

import { inputsOf } from '../src/engine/graph/program';
import { encodingName } from '../src/engine/losses/encodings';
import {
  objectiveNames,
  objectiveProgram,
  type ObjectiveSpecification,
} from '../src/engine/losses/objective-graph';
import { isStatisticTerm } from '../src/engine/losses/term';
import { StepLoop } from '../src/engine/methods/optimize/step-loop';
import type { Network } from '../src/engine/network/network';
import { NetworkStore } from '../src/engine/network/store';
import { readForeignNetwork } from '../src/engine/node/weights/read-foreign';
import { RecipeLoss } from '../src/engine/objective/recipe-loss';
import { wholePicture } from '../src/engine/objective/regions';
import { Targets } from '../src/engine/objective/targets';
import { featureTerms, objectiveTerms } from '../src/engine/objective/terms';
import { listRecipes } from '../src/engine/recipes/catalog';
import { OnnxBackend } from '../src/engine/runtime/onnx/backend';
import { initialWeights } from '../src/recipe/live';
import { userFolder } from '../src/user-folder/location';
import { median, pyTorchPeer, timed, type Peer } from './peer';
import '../test/support/platform';

/*
 * Measures time and memory of one step (loss, gradient, optimiser) against the bare `session.run` of the same graph and,
 * if python3 has PyTorch, against the same step in PyTorch. All peers take turns in one run; the table has medians.
 *
 *   npm run bench -- step [--network vgg19 --network embedded] [--size 256 --size 512] [--device cpu] [--rounds 7]
 *     [--times bench/quality/step-times.json]
 */

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', multiple: true, default: ['embedded', 'vgg19'] },
    size: { type: 'string', multiple: true, default: ['256', '512'] },
    device: { type: 'string', default: 'cpu' },
    rounds: { type: 'string', default: '7' },
    /** Where to write the times that `bench -- quality --counted` counts with. */
    times: { type: 'string' },
    /** Only take steps and print the peak memory. This program runs itself with it. */
    memory: { type: 'boolean', default: false },
  },
});

const root = join(__dirname, '..');
const store = new NetworkStore({
  userFolder: userFolder(),
  bundledFolder: join(root, 'media', 'networks'),
  readForeign: readForeignNetwork,
});
const backend = new OnnxBackend(ort, { executionProvider: options.device });
// The recipe of the most widely used program, with the cheapest optimiser.
const recipe = {
  ...listRecipes().find(({ name }) => name === 'neural-style')!,
  optimizer: {
    kind: 'adam',
    learningRate: 5,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    decay: 0,
    annealing: 1,
    space: 'pixels',
  } as const,
  averaging: 0.9,
  clamp: true,
};

function specificationOf(network: Network, side: number) {
  const terms = objectiveTerms(recipe, network.description, { width: side, height: side });
  const specification: ObjectiveSpecification = {
    width: side,
    height: side,
    pooling: recipe.pooling,
    padding: recipe.padding,
    terms: terms.map(({ term }) => term),
  };
  return { terms, specification };
}

/** A picture with structure at every scale, the same for every peer. */
const picture = (side: number) =>
  Float32Array.from(
    { length: 3 * side * side },
    (_, i) => 127 + 60 * Math.sin(i / 7) + 60 * Math.sin(i / 977),
  );

/** Of a black picture, as it were: what each term compares with, by `encodingName`. */
function encodings(network: Network, side: number): Map<string, Float32Array> {
  const { terms, specification } = specificationOf(network, side);
  const shapes = inputsOf(objectiveProgram(network, specification));
  return new Map(
    featureTerms(terms).map((term) => {
      const shape = shapes.get(objectiveNames.target(term.name))!.map(Number);
      const name = encodingName(isStatisticTerm(term) ? term : { layer: term.layer, kind: 'features' });
      return [name, new Float32Array(shape.reduce((a, b) => a * b))];
    }),
  );
}

/** A step as a run takes it. */
async function ourStep(network: Network, side: number): Promise<Peer> {
  const size = { width: side, height: side };
  // What the picture is compared with makes no difference to the time.
  const zeros = encodings(network, side);
  const comparison = { size, regions: wholePicture(1), targets: new Targets(zeros, [zeros]) };
  const loss = await RecipeLoss.create(backend, recipe, network, comparison, initialWeights(recipe, [1]));
  const loop = new StepLoop(recipe, loss, picture(side));
  return { name: 'step', step: () => timed(() => loop.step()), close: () => loss.dispose() };
}

/** A run of the bare graph. */
async function bareRun(network: Network, side: number): Promise<Peer> {
  const program = objectiveProgram(network, specificationOf(network, side).specification);
  const session = await backend.createSession(await backend.model(program));
  const feeds: Record<string, ort.Tensor> = {};
  for (const [name, dimensions] of inputsOf(program)) {
    const shape = dimensions.map(Number);
    const length = shape.reduce((a, b) => a * b, 1);
    const data =
      name === 'image' ? picture(side) : new Float32Array(length).fill(name.endsWith('factor') ? 1e-3 : 0);
    feeds[name] = new ort.Tensor('float32', data, shape);
  }
  return { name: 'session.run', step: () => timed(() => session.run(feeds)), close: () => session.release() };
}

/** Peak resident memory, in MB, of a process that only loads the network and takes some steps. */
function peakMemory(network: string, side: number): number {
  const args = [
    __filename,
    '--memory',
    '--network',
    network,
    '--size',
    String(side),
    '--device',
    options.device,
  ];
  return Number(spawnSync(process.execPath, args, { encoding: 'utf8' }).stdout);
}

/** Milliseconds of a step by the side of the picture, of each network and of VGG-19 in PyTorch. */
const stepTimes: Record<string, [side: number, milliseconds: number][]> = {};

async function compare(name: string, side: number): Promise<string[]> {
  const network = await store.load(name);
  const weights = (await store.list()).find((summary) => summary.name === name)?.file;
  const peers = [await ourStep(network, side), await bareRun(network, side)];
  const torch =
    weights === undefined || options.device !== 'cpu'
      ? undefined
      : await pyTorchPeer('step.py', weights, String(side), String(cpus().length));
  if (torch) peers.push(torch);

  const times = new Map(peers.map((peer) => [peer, [] as number[]]));
  for (const peer of peers) await peer.step();
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const peer of peers) times.get(peer)!.push(await peer.step());
  }
  for (const peer of peers) await peer.close();

  const [step, bare, other] = peers.map((peer) => median(times.get(peer)!));
  (stepTimes[name] ??= []).push([side, Math.round(step!)]);
  if (name === 'vgg19' && other !== undefined) (stepTimes['pytorch'] ??= []).push([side, Math.round(other)]);
  // Ratios within a round, since anything that slows the machine for a while slows both.
  const ratios = times.get(peers[0]!)!.map((time, round) => time / times.get(peers[1]!)![round]!);
  return [
    name,
    String(side),
    `${step!.toFixed(0)} ms`,
    `${bare!.toFixed(0)} ms`,
    `${((median(ratios) - 1) * 100).toFixed(1)} %`,
    other === undefined ? '–' : `${other.toFixed(0)} ms`,
    other === undefined ? '–' : `${(other / step!).toFixed(2)}×`,
    `${peakMemory(name, side)} MB`,
  ];
}

async function main(): Promise<void> {
  if (options.memory) {
    const peer = await ourStep(await store.load(options.network[0]!), Number(options.size[0]));
    for (let i = 0; i < 4; i++) await peer.step();
    console.log(Math.round(process.resourceUsage().maxRSS / 1000));
    return;
  }
  console.log(
    `${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.versions.node}, device ${options.device}`,
  );
  console.log(`medians of ${options.rounds} rounds, every peer once a round\n`);
  const rows = [
    ['network', 'pixels', 'step', 'session.run', 'overhead', 'PyTorch', 'PyTorch / step', 'peak memory'],
  ];
  rows.push(rows[0]!.map(() => '---'));
  for (const name of options.network)
    for (const side of options.size) rows.push(await compare(name, Number(side)));
  for (const row of rows) console.log(`| ${row.join(' | ')} |`);
  if (options.times !== undefined)
    writeFileSync(options.times, `${JSON.stringify(stepTimes, undefined, 2)}\n`);
}

void main();
