import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import * as ort from 'onnxruntime-node';

import { CheckpointStore } from '../src/engine/checkpoints/store';
import { executeRun } from '../src/engine/methods/run';
import { RunControl } from '../src/engine/methods/run-control';
import { NetworkStore } from '../src/engine/network/store';
import { readForeignNetwork } from '../src/engine/node/weights/read-foreign';
import { forecastRun } from '../src/engine/plan/forecast';
import { DeviceManager } from '../src/engine/runtime/devices';
import { ProbeJournal } from '../src/engine/runtime/probe-journal';
import type { TensorFlowSource } from '../src/engine/runtime/tfjs/devices';
import { userFolder } from '../src/user-folder/location';
import { writeWaves } from '../test/support/pictures/pictures';
import '../test/support/platform';

/*
 * Compares what the planner predicts of a run with what the run then takes, each run in a process of its own:
 *
 *   npm run bench -- plan [--network embedded --network vgg19] [--size 256 …] [--recipe studio] [--steps 4] [--set key=value]
 */

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', multiple: true, default: ['embedded', 'vgg19'] },
    size: { type: 'string', multiple: true, default: ['256', '512', '768', '1024'] },
    recipe: { type: 'string', multiple: true, default: ['studio'] },
    device: { type: 'string', default: 'cpu' },
    steps: { type: 'string', default: '4' },
    memory: { type: 'string' },
    tile: { type: 'string' },
    /** Only measure one run and print what it took as JSON. This program runs itself with it. */
    single: { type: 'boolean', default: false },
  },
});

const root = join(__dirname, '..');

interface Measured {
  readonly predicted: {
    readonly bytes: number;
    readonly seconds: number;
    readonly tile?: number | undefined;
  };
  readonly bytes: number;
  readonly seconds: number;
  readonly forecastSeconds: number;
}

/** Peak resident memory of this process. */
function peakBytes(): number {
  const status = readFileSync('/proc/self/status', 'utf8');
  return 1024 * Number(/VmHWM:\s*(\d+)/.exec(status)![1]);
}

async function measure(folder: string): Promise<Measured> {
  const store = new NetworkStore({
    userFolder: userFolder(),
    bundledFolder: join(root, 'media', 'networks'),
    readForeign: readForeignNetwork,
  });
  const devices = new DeviceManager({
    loadRuntime: () => Promise.resolve(ort),
    journal: new ProbeJournal(folder),
    tensorFlow: {} as TensorFlowSource,
  });
  const content = await writeWaves(join(folder, 'content.png'), 1, 1200, 1200);
  const style = await writeWaves(join(folder, 'style.png'), 2, 1024, 1024);
  const request = {
    run: 'run',
    content,
    styles: [{ path: style, weight: 1 }],
    recipe: options.recipe[0]!,
    settings: {
      network: options.network[0]!,
      size: Number(options.size[0]),
      scales: false,
      iterations: Number(options.steps),
    },
    device: options.device as 'cpu',
    limits: {
      ...(options.memory !== undefined && { memoryBytes: Number(options.memory) }),
      ...(options.tile !== undefined && { tile: Number(options.tile) }),
    },
  };
  const start = performance.now();
  const { estimate } = await forecastRun(request, { store, devices });
  const forecastSeconds = (performance.now() - start) / 1000;
  const control = new RunControl(new AbortController().signal);
  const { seconds } = await executeRun(
    {
      ...request,
      output: { path: join(folder, 'out.png'), overwrite: true, metadata: true },
      preview: { everyMilliseconds: 0, saveEvery: 0 },
      checkpoint: { everySeconds: 0 },
    },
    control,
    {
      store,
      devices,
      version: '0.0.0',
      spareFolders: [],
      checkpoints: new CheckpointStore(folder),
      metadata: true,
      emit: () => undefined,
    },
  );
  return { predicted: estimate, bytes: peakBytes(), seconds, forecastSeconds };
}

function inProcess(network: string, size: string, recipe: string): Measured {
  const passed = ['steps', 'device', 'memory', 'tile'] as const;
  const args = [
    __filename,
    '--single',
    ...['--network', network, '--size', size, '--recipe', recipe],
    ...passed.flatMap((name) => (options[name] === undefined ? [] : [`--${name}`, options[name]])),
  ];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (!stdout) throw new Error(stderr);
  return JSON.parse(stdout) as Measured;
}

const percent = (ratio: number) => `${ratio < 1 ? '−' : '+'}${Math.abs(100 * (ratio - 1)).toFixed(0)} %`;
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

async function main(): Promise<void> {
  if (options.single) {
    const folder = mkdtempSync(join(tmpdir(), 'stylize-bench-'));
    try {
      console.log(JSON.stringify(await measure(folder)));
    } finally {
      rmSync(folder, { recursive: true });
    }
    return;
  }
  console.log(
    `${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.versions.node}, device ${options.device}`,
  );
  const head = [
    'recipe',
    'network',
    'pixels',
    'memory predicted',
    'measured',
    'off by',
    'time predicted',
    'measured',
    'off by',
    'tile',
    'forecast',
  ];
  console.log(`| ${head.join(' | ')} |\n| ${head.map(() => '---').join(' | ')} |`);
  for (const recipe of options.recipe) {
    for (const network of options.network) {
      for (const size of options.size) {
        const { predicted, bytes, seconds, forecastSeconds } = inProcess(network, size, recipe);
        const row = [
          recipe,
          network,
          `${size}²`,
          megabytes(predicted.bytes),
          megabytes(bytes),
          percent(predicted.bytes / bytes),
          `${predicted.seconds.toFixed(1)} s`,
          `${seconds.toFixed(1)} s`,
          percent(predicted.seconds / seconds),
          predicted.tile === undefined ? '–' : String(predicted.tile),
          `${forecastSeconds.toFixed(1)} s`,
        ];
        console.log(`| ${row.join(' | ')} |`);
      }
    }
  }
}

void main();
