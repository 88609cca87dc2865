import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import { parseArgs } from 'node:util';

import sharp from 'sharp';

import { interleaved } from '../../src/engine/imaging/encoding/encode';
import type { Picture } from '../../src/engine/imaging/picture';
import { drawQuality } from './chart';
import { contestants, reference, variant, type Contestant } from './contestants';
import { Judge } from './judge';
import { countedSeconds, summary, type Point, type Results, type RunResult, type StepTimes } from './results';
import { snapshotsOf, type Pair } from './snapshots';
import '../../test/support/platform';

/*
 * How good is the picture after so many seconds? Every contestant paints every pair; VGG-19 judges the pictures on the way,
 * at the final size, by the content and style losses of `studio`. The clock runs from the press of Start, with the network
 * still to be read. It says something only on an idle machine: on a busy one, let times be counted from the steps, by the
 * step times in step-times.json (as `npm run bench -- step` measures them; what comes before the first step is not counted,
 * nor L-BFGS' own work).
 *
 *   npm run bench -- quality [--size 256] [--pair CONTENT:STYLE …] [--contestant studio …] [--counted] [--limit SECONDS]
 *     [--variant "short: iterations=150 scales.decay=0.7" …] [--out bench/quality] [--pictures FOLDER] [--draw]
 *
 * Runs that the results have already are not repeated. --draw only draws the chart and prints the table.
 */

const { values: options } = parseArgs({
  options: {
    size: { type: 'string', default: '256' },
    /** Two paths with a colon between them. */
    pair: { type: 'string', multiple: true, default: [] },
    contestant: { type: 'string', multiple: true },
    /** Further contestants: settings of `studio`. */
    variant: { type: 'string', multiple: true, default: [] },
    counted: { type: 'boolean', default: false },
    /** A run that has taken longer is ended, in seconds as they are measured here. */
    limit: { type: 'string', default: 'Infinity' },
    /** How many times the work of one judged picture the next one has. */
    growth: { type: 'string', default: '1.3' },
    out: { type: 'string', default: join('bench', 'quality') },
    /** Where to save every contestant's last picture. */
    pictures: { type: 'string' },
    draw: { type: 'boolean', default: false },
  },
});

const root = join(__dirname, '..');
const size = Number(options.size);
const resultsFile = join(options.out, `${size}.json`);
const stepTimes = JSON.parse(
  readFileSync(join(root, 'bench', 'quality', 'step-times.json'), 'utf8'),
) as StepTimes;

function pairs(): Pair[] {
  if (options.pair.length > 0) {
    return options.pair.map((text) => {
      const [content = '', style = ''] = text.split(':', 2);
      return { content, style };
    });
  }
  const classics = join(root, '..', 'shared', 'data', 'images');
  if (!existsSync(classics)) {
    const styles = ['brushstrokes', 'mosaic', 'watercolour', 'waves'];
    return styles.map((style) => ({
      content: join(root, 'media', 'samples', 'landscape.jpg'),
      style: join(root, 'media', 'styles', `${style}.jpg`),
    }));
  }
  const pair = (content: string, style: string) => ({
    content: join(classics, 'content', `${content}.jpg`),
    style: join(classics, 'style', `${style}.jpg`),
  });
  return [
    pair('tubingen', 'starry_night'),
    pair('golden_gate', 'the_scream'),
    pair('hoovertowernight', 'shipwreck'),
    pair('tubingen', 'seated-nude'),
    pair('golden_gate', 'wheat_field_with_cypresses'),
    pair('hoovertowernight', 'escher_sphere'),
    pair('tubingen', 'shipwreck'),
    pair('golden_gate', 'starry_night'),
  ];
}

const nameOf = ({ content, style }: Pair) =>
  [content, style].map((file) => basename(file, extname(file))).join(' × ');

function readResults(): Results {
  if (!existsSync(resultsFile)) return { size, clock: !options.counted, runs: [] };
  return JSON.parse(readFileSync(resultsFile, 'utf8')) as Results;
}

async function run(contestant: Contestant, pair: Pair, judge: Judge): Promise<RunResult> {
  const { width, height } = judge.size;
  const seconds = (taken: number, steps: Point['steps']) =>
    options.counted ? countedSeconds(steps, stepTimes[contestant.stepper]) : taken;
  const snapshots = await snapshotsOf(contestant, pair, size, {
    growth: Number(options.growth),
    fullPixels: width * height,
    isOver: (taken, steps) => seconds(taken, steps) >= Number(options.limit),
  });
  const points: Point[] = [];
  for (const { seconds: taken, steps, picture } of snapshots) {
    const verdict = await judge.verdict(picture);
    points.push({ seconds: seconds(taken, steps), steps, ...verdict });
  }
  const last = snapshots.at(-1);
  if (last && options.pictures !== undefined)
    await save(last.picture, `${nameOf(pair)}, ${contestant.name}.png`);
  return { pair: nameOf(pair), contestant: contestant.name, stepper: contestant.stepper, points };
}

async function save(picture: Picture, name: string): Promise<void> {
  mkdirSync(options.pictures!, { recursive: true });
  const { data, ...raw } = interleaved(picture);
  await sharp(data, { raw }).png().toFile(join(options.pictures!, name));
}

/** With the times of counted results as the table of step times has them now. */
function timed(results: Results): Results {
  if (results.clock) return results;
  const runs = results.runs.map((run) => ({
    ...run,
    points: run.points.map((point) => ({
      ...point,
      seconds: countedSeconds(point.steps, stepTimes[run.stepper]),
    })),
  }));
  return { ...results, runs };
}

async function main(): Promise<void> {
  let results = readResults();
  if (!options.draw && results.clock === options.counted)
    throw new Error(`${resultsFile} has times of another kind: remove it, or give another --out`);
  mkdirSync(options.out, { recursive: true });
  const names = options.contestant ?? (options.variant.length > 0 ? [] : contestants.map(({ name }) => name));
  const asked = [...contestants.filter(({ name }) => names.includes(name)), ...options.variant.map(variant)];
  for (const pair of options.draw ? [] : pairs()) {
    const missing = asked.filter(
      ({ name }) =>
        !results.runs.some(({ contestant, pair: done }) => contestant === name && done === nameOf(pair)),
    );
    if (missing.length === 0) continue;
    const judge = await Judge.create(pair, size);
    for (const contestant of missing) {
      const done = await run(contestant, pair, judge);
      results = { ...results, runs: [...results.runs, done] };
      writeFileSync(resultsFile, `${JSON.stringify(results)}\n`);
      const end = done.points.at(-1);
      if (end)
        console.error(
          `${done.pair}, ${done.contestant}: ${end.seconds.toFixed(1)} s, content ${end.content.toPrecision(3)}, style ${end.style.toPrecision(3)}`,
        );
    }
    await judge.dispose();
  }
  results = timed(results);
  console.log(summary(results, reference.name));
  writeFileSync(join(options.out, `${size}.svg`), drawQuality(results, reference.name));
}

void main();
