import { randomUUID } from 'node:crypto';
import { copyFile, constants, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { InvalidArgumentError, Option, type Command } from 'commander';

import { StylizeError } from '../../channel/errors';
import { worded } from '../../channel/l10n';
import type { DeviceId, TrainingResult } from '../../contracts/engine';
import type { ResumeTraining, TrainRequest } from '../../contracts/training';
import type { EngineConnection } from '../environment';
import { fileArgument, recipeArgument } from '../options/paths';
import { collectSettings } from '../options/settings';
import { deviceOption, networkOption, parseCount, setOption } from '../options/shared';
import { parseStyles } from '../options/styles';
import { createOutput, type Output } from '../reporters/output';
import { RunReporter } from '../reporters/run-reporter';
import type { Session } from '../session';
import { formatCount, formatLosses, formatPath, formatSeconds, printable } from '../text/format';

interface TrainOptions {
  readonly pictures?: string;
  readonly out: string;
  readonly resume?: boolean;
  readonly minutes?: number;
  readonly iterations?: number;
  readonly crop?: number;
  readonly batch?: number;
  readonly width?: number;
  readonly blocks?: number;
  readonly styleSize?: number;
  readonly learningRate?: number;
  readonly recipe?: string;
  readonly network?: string;
  readonly contentWeight?: number;
  readonly styleWeight?: number;
  readonly tvWeight?: number;
  readonly set?: readonly string[];
  readonly seed?: number;
  readonly device?: 'auto' | DeviceId;
  readonly license?: string;
  readonly preview?: string;
  readonly previewEvery: number;
  readonly export?: string;
  readonly force?: boolean;
}

const examples = `
Examples:
  $ stylize train waves.jpg --pictures photos --out waves
  $ stylize train waves.jpg --pictures photos --out waves --minutes 20 --style-weight 3
  $ stylize train mosaic.jpg --pictures photos --out mosaic --network vgg19 --crop 192 --width 32
  $ stylize train --out waves --resume --minutes 90 --content-weight 2000
  $ stylize run photo.jpg --recipe waves

The style becomes a fast style, a recipe by its name. Some hundreds of photographs are enough to learn from; they are
only read. Ctrl-C ends the training and keeps what was learnt; --resume goes on with it.`;

export function addTrainCommand(program: Command, session: Session): void {
  program
    .command('train')
    .summary('train a fast style')
    .description(
      'Train a network that paints in the style of pictures in one pass (Johnson et al. 2016), by the losses of a recipe.',
    )
    .argument('[style...]', 'style pictures, each PATH or PATH=WEIGHT')
    .requiredOption('--out <name>', 'what to call the fast style')
    .option('--pictures <folder>', 'photographs to learn from; those in folders below count too')
    .option('--resume', 'go on with the training of that name')
    .addOption(
      new Option('--minutes <number>', 'how long it may take (default: 60)').argParser(parsePositive),
    )
    .addOption(new Option('--iterations <number>', 'how many steps to take instead').argParser(parseCount))
    .addOption(
      new Option('--crop <pixels>', 'side of the pieces to learn from (default: 128)').argParser(parseCount),
    )
    .addOption(new Option('--batch <number>', 'pieces in a step (default: 4)').argParser(parseCount))
    .addOption(
      new Option('--width <channels>', "the network's channels at full size (default: 16)").argParser(
        parseCount,
      ),
    )
    .addOption(new Option('--blocks <number>', 'its residual blocks (default: 5)').argParser(parseCount))
    .addOption(
      new Option('--style-size <pixels>', 'longer side of the style pictures (default: 384)').argParser(
        parseCount,
      ),
    )
    .addOption(new Option('--learning-rate <number>', "Adam's first step length").argParser(parsePositive))
    .option('--recipe <name|file>', 'whose losses to minimise (default: studio)')
    .addOption(networkOption())
    .addOption(
      new Option('--content-weight <number>', 'the same as --set content.weight=…').argParser(parseWeight),
    )
    .addOption(
      new Option('--style-weight <number>', 'the same as --set style.weight=…').argParser(parseWeight),
    )
    .addOption(
      new Option('--tv-weight <number>', 'the same as --set totalVariation.weight=…').argParser(parseWeight),
    )
    .addOption(setOption())
    .addOption(
      new Option('--seed <number>', 'start of the random numbers (default: 0)').argParser(parseCount),
    )
    .addOption(deviceOption(' (default: the fastest)'))
    .option('--license <text>', 'the licence under which the style may be used')
    .option('--preview <picture>', 'a picture to try it on now and then (default: one of the folder)')
    .addOption(
      new Option('--preview-every <seconds>', 'how often to write NAME.preview.png; 0 never')
        .argParser(parseCount)
        .default(60),
    )
    .option('--export <file>', 'write the style to a .safetensors file, too')
    .option('--force', 'replace a fast style of that name, or start its training over')
    .addHelpText('after', examples)
    .action((styles: string[], options: TrainOptions) => train(styles, options, session));
}

async function train(styles: readonly string[], options: TrainOptions, session: Session): Promise<void> {
  const { cwd } = session.environment;
  const run = randomUUID();
  const request = options.resume ? undefined : requestOf(run, styles, options, session);
  if (options.resume && (styles.length > 0 || options.pictures !== undefined)) {
    throw new StylizeError('usage', 'A training that goes on has its styles and pictures.', {
      hint: `stylize train --out ${options.out} --resume`,
    });
  }
  const output = createOutput(session);
  const engine = await session.engine();
  const ways = request
    ? (calls: { signal: AbortSignal }) => engine.request('train', request, calls)
    : (calls: { signal: AbortSignal }) => engine.request('resumeTraining', resumed(run, options, cwd), calls);
  const result = await follow(run, options, ways, engine, output, session);
  output.event('done', result);
  output.say(...sentences(result, cwd));
  if (options.export !== undefined)
    await exportTo(fileArgument(options.export, cwd), result, options, output);
}

function requestOf(
  run: string,
  styles: readonly string[],
  options: TrainOptions,
  { environment }: Session,
): TrainRequest {
  const { cwd } = environment;
  const { pictures, out, recipe, network, set, iterations, minutes, crop, batch, width, blocks } = options;
  if (pictures === undefined) {
    throw new StylizeError('usage', 'No pictures to learn from are given.', {
      hint: 'Name a folder of photographs: --pictures photos',
    });
  }
  const texts = styles.map((style) => ({ style }));
  const { styleSize, learningRate, seed, license, device, force = false } = options;
  return {
    run,
    styles: parseStyles(texts.length > 0 ? texts : undefined, environment).map(({ path, weight }) => ({
      path,
      weight,
    })),
    pictures: fileArgument(pictures, cwd),
    name: out,
    ...(recipe !== undefined && { recipe: recipeArgument(recipe, cwd) }),
    settings: { ...collectSettings({ network }, set, cwd), ...weights(options) },
    ...defined({
      iterations,
      minutes,
      crop,
      batch,
      width,
      blocks,
      styleSize,
      learningRate,
      seed,
      license,
      device,
    }),
    preview: previewOf(options, cwd),
    replace: force,
  };
}

const resumed = (run: string, options: TrainOptions, cwd: string): ResumeTraining => {
  const { out: name, iterations, minutes, set, device } = options;
  const settings = { ...collectSettings({}, set, cwd), ...weights(options) };
  return {
    run,
    name,
    ...defined({ iterations, minutes, device }),
    settings,
    preview: previewOf(options, cwd),
  };
};

/** The entries that have a value. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

const weights = ({ contentWeight, styleWeight, tvWeight }: TrainOptions) =>
  defined({
    'content.weight': contentWeight,
    'style.weight': styleWeight,
    'totalVariation.weight': tvWeight,
  });

const previewOf = ({ preview, previewEvery }: TrainOptions, cwd: string) => ({
  everyMilliseconds: 1000 * previewEvery,
  ...(preview !== undefined && { picture: fileArgument(preview, cwd) }),
});

/** Reports a training to its end. The first Ctrl-C ends it with what it has learnt. */
async function follow(
  run: string,
  { out }: TrainOptions,
  begin: (calls: { signal: AbortSignal }) => Promise<TrainingResult>,
  engine: EngineConnection,
  output: Output,
  session: Session,
): Promise<TrainingResult> {
  const { environment, interruption } = session;
  const reporter = new RunReporter(output, environment);
  const preview = join(environment.cwd, `${out}.preview.png`);
  const seen = { progress: false, checkpoint: false };
  let writing = Promise.resolve();
  const stops = [
    engine.on('remark', ({ message }) => {
      reporter.notice(worded(message));
    }),
    engine.on('phase', ({ phase }) => {
      reporter.phase(phase);
    }),
    engine.on('progress', (progress) => {
      seen.progress = true;
      reporter.progress(progress);
    }),
    engine.on('checkpoint', () => {
      seen.checkpoint = true;
    }),
    engine.on('preview', ({ png }) => {
      writing = writing.then(() => replaceFile(preview, png)).catch(() => undefined);
    }),
  ];
  interruption.finishFirst(() => {
    if (!seen.progress) return false;
    reporter.notice('finishing: what was learnt is kept (Ctrl-C again gives it up)');
    void engine.request('control', { run, action: 'finish' }).catch(() => undefined);
    return true;
  });
  try {
    return await begin({ signal: interruption.signal });
  } catch (thrown) {
    const error = StylizeError.from(thrown);
    if (!seen.checkpoint || error.code === 'diverged') throw error;
    const way = `To go on: stylize train --out ${out} --resume`;
    throw error.with({ hint: [error.hint, way].filter(Boolean).join('\n') });
  } finally {
    for (const stop of stops) stop();
    await writing;
    reporter.close();
  }
}

/** Whoever looks at the file sees a whole picture. */
async function replaceFile(path: string, bytes: Uint8Array): Promise<void> {
  await writeFile(`${path}.part`, bytes);
  await rename(`${path}.part`, path);
}

async function exportTo(
  path: string,
  { style }: TrainingResult,
  { force }: TrainOptions,
  output: Output,
): Promise<void> {
  try {
    await copyFile(style.file, path, force ? 0 : constants.COPYFILE_EXCL);
  } catch (cause) {
    const isTaken = (cause as NodeJS.ErrnoException).code === 'EEXIST';
    throw new StylizeError(
      isTaken ? 'output-exists' : 'unwritable-output',
      'The style cannot be written there.',
      {
        file: path,
        hint: `It is trained, and is kept as ${style.name}. Copy ${style.file}.`,
        cause,
      },
    );
  }
  output.say(printable(`Exported ${path}`));
}

function sentences(result: TrainingResult, cwd: string): string[] {
  const { style, iterations, seconds, device, losses, stopped, resumable, parameters, skipped } = result;
  const steps = stopped
    ? `stopped after ${formatCount(iterations, 'step')}`
    : formatCount(iterations, 'step');
  return [
    printable(`Trained ${style.title}. Use it with --recipe ${style.name}`),
    `${parameters} parameters, ${steps} in ${formatSeconds(seconds)} on ${device}`,
    `Losses: ${formatLosses(losses)}`,
    ...(skipped > 0 ? [`${formatCount(skipped, 'picture')} could not be read.`] : []),
    printable(formatPath(style.file, cwd)),
    ...(resumable ? [printable(`To go on: stylize train --out ${style.name} --resume`)] : []),
  ];
}

function parsePositive(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value <= 0) {
    throw new InvalidArgumentError('Give a number above 0.');
  }
  return value;
}

function parseWeight(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) {
    throw new InvalidArgumentError('Give a number of 0 or more.');
  }
  return value;
}
