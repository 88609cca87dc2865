import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';

import * as ort from 'onnxruntime-node';

import { inputsOf } from '../src/engine/graph/program';
import { objectiveProgram } from '../src/engine/losses/objective-graph';
import { NetworkStore } from '../src/engine/network/store';
import { readForeignNetwork } from '../src/engine/node/weights/read-foreign';
import { objectiveTerms } from '../src/engine/objective/terms';
import { listRecipes } from '../src/engine/recipes/catalog';
import { OnnxBackend } from '../src/engine/runtime/onnx/backend';
import { externalDataPath } from '../src/engine/runtime/onnx/model-file';
import { userFolder } from '../src/user-folder/location';
import { median, timed } from './peer';
import '../test/support/platform';

/*
 * Measures what engines do to one another and to whatever else the machine is doing: a step alone, beside a second engine,
 * and beside a program that keeps one core busy, with threads of ONNX Runtime that spin while they wait and with ones that
 * sleep. All cases take turns; the table has medians.
 *
 *   npm run bench -- neighbours [--network embedded] [--size 256] [--steps 10] [--rounds 5]
 */

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', default: 'embedded' },
    size: { type: 'string', default: '256' },
    steps: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
    /** Wait for messages, each of which asks for steps. This program runs itself with it. */
    engine: { type: 'string' },
  },
});

/** An engine's process: answers each message with the median of its steps, in milliseconds. */
async function engine(spinning: string): Promise<void> {
  const store = new NetworkStore({
    userFolder: userFolder(),
    bundledFolder: join(__dirname, '..', 'media', 'networks'),
    readForeign: readForeignNetwork,
  });
  const network = await store.load(options.network);
  const recipe = listRecipes().find(({ name }) => name === 'studio')!;
  const side = Number(options.size);
  const size = { width: side, height: side };
  const terms = objectiveTerms(recipe, network.description, size).map(({ term }) => term);
  const program = objectiveProgram(network, { ...size, ...recipe, terms });
  const { file, parameters } = await new OnnxBackend(ort, { executionProvider: 'cpu' }).model(program);
  const session = await ort.InferenceSession.create(file, {
    externalData: [{ path: externalDataPath, data: parameters }],
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: spinning } } },
  });
  const feeds: Record<string, ort.Tensor> = {};
  for (const [name, dimensions] of inputsOf(program)) {
    const shape = dimensions.map(Number);
    const values = Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i % 251);
    feeds[name] = new ort.Tensor('float32', values, shape);
  }
  const steps = async () => {
    const times: number[] = [];
    for (let step = 0; step < Number(options.steps); step++)
      times.push(await timed(() => session.run(feeds)));
    return median(times);
  };
  await steps();
  process.on('message', () => {
    void steps().then((milliseconds) => process.send!(milliseconds));
  });
  process.send!('ready');
}

async function startEngine(spinning: string): Promise<ChildProcess> {
  const args = ['--engine', spinning, '--network', options.network, '--size', options.size];
  const child = fork(__filename, [...args, '--steps', options.steps]);
  await once(child, 'message');
  return child;
}

/** The first engine's milliseconds a step while all of them are at work. */
async function together(engines: readonly ChildProcess[]): Promise<number> {
  const answers = engines.map((child) => once(child, 'message') as Promise<[number]>);
  for (const child of engines) child.send('steps');
  return (await Promise.all(answers))[0]![0];
}

async function besideBusyCore(engines: readonly ChildProcess[]): Promise<number> {
  const busy = new Worker('for (;;);', { eval: true });
  await once(busy, 'online');
  try {
    return await together(engines);
  } finally {
    await busy.terminate();
  }
}

async function main(): Promise<void> {
  const kinds = { spin: '1', sleep: '0' } as const;
  const results = new Map<string, number[]>();
  const note = (name: string, milliseconds: number) => {
    results.set(name, [...(results.get(name) ?? []), milliseconds]);
  };
  for (const [kind, spinning] of Object.entries(kinds)) {
    const engines = [await startEngine(spinning), await startEngine(spinning)];
    for (let round = 0; round < Number(options.rounds); round++) {
      note(`${kind} alone`, await together(engines.slice(0, 1)));
      note(`${kind} two engines`, await together(engines));
      note(`${kind} busy core`, await besideBusyCore(engines.slice(0, 1)));
    }
    for (const child of engines) child.kill();
  }
  console.log('| threads | alone | two engines | beside a busy core |');
  console.log('| ------- | ----- | ----------- | ------------------ |');
  for (const kind of Object.keys(kinds)) {
    const of = (name: string) => `${median(results.get(`${kind} ${name}`)!).toFixed(0)} ms`;
    console.log(`| ${kind}   | ${of('alone')} | ${of('two engines')} | ${of('busy core')} |`);
  }
}

void (options.engine === undefined ? main() : engine(options.engine));
