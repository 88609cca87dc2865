import { resolve } from 'node:path';

import { Option, type Command } from 'commander';

import type { DeviceId, RunRequest } from '../../protocol/engine';
import type { Environment, RunControl } from '../environment';
import { recipeArgument } from '../options/paths';
import { collectSettings, type NamedSettings } from '../options/settings';
import { deviceOption, networkOption, parseCount, setOption } from '../options/shared';
import { parseStyles, styleOptions, type StyleText } from '../options/styles';
import { createReporter } from '../reporters/create-reporter';
import type { RunReporter } from '../reporters/reporter';
import type { Session } from '../session';

export interface RunOptions extends NamedSettings {
  readonly style?: readonly StyleText[] | undefined;
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly recipe: string;
  readonly set?: readonly string[] | undefined;
  readonly device: 'auto' | DeviceId;
  readonly previewEvery: number;
}

const examples = `
Examples:
  $ stylize run photo.jpg --style painting.jpg
  $ stylize run photo.jpg --style waves.jpg=2 --style mosaic.jpg=1 --size 1024
  $ stylize run photo.jpg --style night.jpg --mask sky.png --style mosaic.jpg
  $ stylize run photo.jpg --style painting.jpg --recipe neural-style --network vgg19 --iterations 500
  $ stylize run photo.jpg --style painting.jpg --set style.weight=50 --set style.scale=1.5 --out art.png
  $ stylize run photo.jpg --style painting.jpg --preview-every 50 --json

The result is written next to the picture, as photo.stylized.png; no file is ever replaced unless --force is given.
Ctrl-C ends the run and saves the picture so far; a second one gives it up.`;

export function addRunCommand(program: Command, session: Session): void {
  const { style, mask, styleMask } = styleOptions();
  program
    .command('run')
    .summary('paint a picture in the style of others')
    .description('Paint a picture in the style of one or more other pictures.')
    .argument('<content>', 'the picture to paint')
    .addOption(style)
    .addOption(mask)
    .addOption(styleMask)
    .option('--out <file>', 'where to save the result: .png, .jpg, .webp, .tiff or .avif')
    .option('--force', 'replace the file of --out if it is there')
    .option(
      '--recipe <name|file>',
      'a recipe by name ("stylize recipes" lists them), or a .json file',
      'studio',
    )
    .addOption(networkOption())
    .addOption(new Option('--size <pixels|native>', "the result's longer side, or the picture's own size"))
    .option('--iterations <number>', 'how many steps to take')
    .option('--seed <number>', 'start of the random numbers: the same seed, the same result')
    .addOption(setOption())
    .addOption(deviceOption().default('auto', 'the fastest'))
    .addOption(
      new Option('--preview-every <iterations>', 'save the picture so far every so many iterations')
        .argParser(parseCount)
        .default(0, 'never'),
    )
    .addHelpText('after', examples)
    .action((content: string, options: RunOptions) => run(content, options, session));
}

/** What the options ask of the engine. Throws a StylizeError `usage`. */
export function runRequest(
  content: string,
  options: RunOptions,
  environment: Pick<Environment, 'cwd' | 'fileExists'>,
): Omit<RunRequest, 'run'> {
  const { cwd } = environment;
  const { out, force = false } = options;
  return {
    content: resolve(cwd, content),
    styles: parseStyles(options.style, environment),
    recipe: recipeArgument(options.recipe, cwd),
    settings: collectSettings(options, options.set, cwd),
    device: options.device,
    output: { ...(out !== undefined && { path: resolve(cwd, out) }), overwrite: force },
    preview: { saveEvery: options.previewEvery },
  };
}

async function run(content: string, options: RunOptions, session: Session): Promise<void> {
  const request = runRequest(content, options, session.environment);
  const engine = await session.engine();
  const reporter = createReporter(session);
  try {
    const handle = engine.run(request);
    stopOnInterruption(handle, session, reporter);
    handle.on('planned', (plan) => {
      reporter.planned(plan);
    });
    handle.on('phase', ({ phase }) => {
      reporter.phase(phase);
    });
    handle.on('progress', (progress) => {
      reporter.progress(progress);
    });
    handle.on('saved', (saved) => {
      reporter.saved(saved);
    });
    reporter.done(await handle.result);
  } finally {
    reporter.close();
  }
}

function stopOnInterruption(handle: RunControl, { interruption }: Session, reporter: RunReporter): void {
  const { signal } = interruption;
  const cancel = () => {
    handle.cancel();
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel);

  let hasPicture = false;
  handle.on('progress', () => {
    hasPicture = true;
  });
  interruption.finishFirst(() => {
    // Before the first step there is nothing to save.
    if (!hasPicture) return false;
    reporter.notice('finishing: the picture so far is saved (Ctrl-C again gives it up)');
    void handle.finish();
    return true;
  });
}
