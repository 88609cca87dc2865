import { spawnSync } from 'node:child_process';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';

import { platform } from '../src/engine/platform/platform';
import { median } from './peer';
import { costOf, predictedBytes, studio, studioStep, type StepManner } from './studio-step';

/*
 * Measures steps (loss, gradient, optimiser) of the recipe studio over sizes, as a whole and in tiles, each in a process of
 * its own, and then what tiles cost beside the whole picture, in turns in one process:
 *
 *   npm run bench -- sizes [--network vgg19 …] [--size 2048 …] [--tile 256 …] [--beside 1024] [--windows 2] [--seconds 10]
 *
 * A few windows need as much memory as all of them, so that `--windows` stand for the rest; 0 computes all. `--seconds` is how
 * long one measurement goes on taking steps. `--tile 0` measures no tiles, `--beside 0` compares nothing.
 */

const { values: options } = parseArgs({
  options: {
    network: { type: 'string', multiple: true, default: ['embedded', 'vgg19'] },
    size: { type: 'string', multiple: true, default: ['128', '256', '512', '1024', '2048'] },
    tile: { type: 'string', multiple: true, default: ['512', '256'] },
    beside: { type: 'string', default: '1024' },
    windows: { type: 'string', default: '2' },
    seconds: { type: 'string', default: '10' },
    /** Measure in this process what the other options say, and print it as JSON. */
    single: { type: 'string' },
  },
});

const tiles = options.tile.map(Number).filter((tile) => tile > 0);
/** Windows beside the whole picture: enough that the work around them is shared as among all. */
const windowsBeside = 4;
/** More say nothing new. */
const mostRepetitions = 7;

interface Measured {
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly computed: number;
  readonly windows: number;
}

interface Compared {
  /** Of a step of the whole picture. */
  readonly whole: number;
  readonly tiles: readonly { readonly tile: number; readonly ratio: number; readonly work: number }[];
}

/**
 * Repeats something while there is time. The first one, which also brings pages and caches in, counts only when it is so long
 * that there is no time for others.
 */
async function repeated<Result>(work: () => Promise<Result>, least = 1): Promise<Result[]> {
  const end = performance.now() + 1000 * Number(options.seconds);
  const results = [await work()];
  while (results.length < least || (performance.now() < end && results.length <= mostRepetitions))
    results.push(await work());
  return results.length > 1 ? results.slice(1) : results;
}

async function measure(network: string, manner: StepManner): Promise<Measured> {
  const step = await studioStep(await studio(network), manner);
  const times = await repeated(() => step.step());
  return {
    milliseconds: median(times),
    megabytes: (process.resourceUsage().maxRSS * 1024) / 1e6,
    computed: step.computed,
    windows: step.cost.windows,
  };
}

/** The whole picture and each of the tiles, each once a round. */
async function compare(network: string, side: number): Promise<Compared> {
  const loaded = await studio(network);
  const whole = await studioStep(loaded, { side, tile: 0, windows: 0 });
  const tiled = await Promise.all(
    tiles.map(async (tile) => ({
      tile,
      step: await studioStep(loaded, { side, tile, windows: windowsBeside }),
    })),
  );
  const rounds = await repeated(async () => {
    const milliseconds = await whole.step();
    const ratios: number[] = [];
    for (const { step } of tiled) ratios.push((await step.step()) / milliseconds);
    return { milliseconds, ratios };
  }, 2);
  return {
    whole: median(rounds.map(({ milliseconds }) => milliseconds)),
    tiles: tiled.map(({ tile, step }, index) => ({
      tile,
      ratio: median(rounds.map(({ ratios }) => ratios[index]!)),
      work: step.cost.work,
    })),
  };
}

/** What this program finds out in a process of its own; undefined when the process ended early, as for want of memory. */
function inProcess(
  kind: 'step' | 'beside',
  values: Partial<Record<keyof typeof options, string | string[]>>,
): unknown {
  const passed = { seconds: options.seconds, windows: options.windows, ...values };
  const args = Object.entries(passed).flatMap(([name, value]) =>
    [value].flat().flatMap((one) => [`--${name}`, one]),
  );
  const { stdout, stderr } = spawnSync(process.execPath, [__filename, '--single', kind, ...args], {
    encoding: 'utf8',
  });
  if (!stdout) process.stderr.write(stderr);
  return stdout ? JSON.parse(stdout) : undefined;
}

const row = (...cells: (string | number)[]) => {
  console.log(`| ${cells.join(' | ')} |`);
};
const duration = (milliseconds: number) =>
  milliseconds < 9950 ? `${milliseconds.toFixed(0)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

function head(...names: string[]): void {
  console.log('');
  row(...names);
  row(...names.map(() => '---'));
}

async function series(): Promise<void> {
  head('network', 'pixels', 'core', 'windows computed', 'step', 'for a megapixel', 'peak memory');
  for (const network of options.network) {
    const loaded = await studio(network);
    for (const size of options.size.map(Number)) {
      for (const tile of [0, ...tiles]) {
        if (tile > 0 && costOf(loaded, size, tile).windows === 1) continue;
        const cells = [network, `${size}²`, tile || 'whole'];
        if (predictedBytes(loaded, size, tile) > 0.9 * platform().memory()) {
          row(...cells, '–', 'does not fit', '', '');
          continue;
        }
        const measured = inProcess('step', { network, size: String(size), tile: String(tile) }) as
          Measured | undefined;
        if (!measured) {
          row(...cells, '–', 'failed', '', '');
          continue;
        }
        const { milliseconds, megabytes, computed, windows } = measured;
        const perMegapixel = (milliseconds * 1e6) / size ** 2;
        row(
          ...cells,
          `${computed} of ${windows}`,
          duration(milliseconds),
          duration(perMegapixel),
          `${megabytes.toFixed(0)} MB`,
        );
      }
    }
  }
}

function comparison(): void {
  head(
    'network',
    'pixels',
    'step of the whole',
    'core',
    'time in tiles',
    'work by count',
    '1.5 × ((core + 160) / core)²',
  );
  for (const network of options.network) {
    const compared = inProcess('beside', { network, beside: options.beside, tile: options.tile }) as
      Compared | undefined;
    for (const { tile, ratio, work } of compared?.tiles ?? []) {
      const times = [ratio, work, 1.5 * ((tile + 160) / tile) ** 2].map((factor) => `${factor.toFixed(2)}×`);
      row(network, `${options.beside}²`, duration(compared!.whole), tile, ...times);
    }
  }
}

async function main(): Promise<void> {
  const [network = ''] = options.network;
  if (options.single === 'step') {
    const manner = {
      side: Number(options.size[0]),
      tile: Number(options.tile[0]),
      windows: Number(options.windows),
    };
    console.log(JSON.stringify(await measure(network, manner)));
  } else if (options.single === 'beside') {
    console.log(JSON.stringify(await compare(network, Number(options.beside))));
  } else {
    console.log(`${cpus()[0]!.model}, ${cpus().length} cores, Node ${process.versions.node}`);
    await series();
    if (options.beside !== '0' && tiles.length > 0) comparison();
  }
}

void main();
