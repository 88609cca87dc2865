import { Option, type Command } from 'commander';

import { StylizeError } from '../../channel/errors';
import type { RunRequest } from '../../contracts/engine';
import type { Environment, RunControl } from '../environment';
import { inputsLike, type InputOptions, type Inputs, type Like } from '../options/like';
import { fileArgument, recipeArgument } from '../options/paths';
import { collectSettings, type NamedSettings } from '../options/settings';
import { deviceOption, networkOption, parseCount, setOption } from '../options/shared';
import { parseStyles, styleOptions } from '../options/styles';
import { createOutput } from '../reporters/output';
import { RunReporter } from '../reporters/run-reporter';
import type { Session } from '../session';

interface RunOptions extends NamedSettings, InputOptions {
  readonly out?: string | undefined;
  readonly force?: boolean | undefined;
  readonly metadata: boolean;
  readonly like?: string | undefined;
  readonly set?: readonly string[] | undefined;
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
  $ stylize run --like photo.stylized.png
  $ stylize run other.jpg --like photo.stylized.png --size 1024

The result is written next to the picture, as photo.stylized.png; no file is ever replaced unless --force is given.
Ctrl-C ends the run and saves the picture so far; a second one gives it up.`;

export function addRunCommand(program: Command, session: Session): void {
  const { style, mask, styleMask } = styleOptions();
  program
    .command('run')
    .summary('paint a picture in the style of others')
    .description('Paint a picture in the style of one or more other pictures.')
    .argument('[content]', 'the picture to paint')
    .addOption(style)
    .addOption(mask)
    .addOption(styleMask)
    .option('--out <file>', 'where to save the result: .png, .jpg, .webp, .tiff or .avif')
    .option('--force', 'replace the file of --out if it is there')
    .option('--no-metadata', 'leave out of the result how it was made')
    .option('--like <result>', 'do again what has made a result, except for what is given anew')
    .option(
      '--recipe <name|file>',
      'a recipe by name ("stylize recipes" lists them), or a .json file (default: studio)',
    )
    .addOption(networkOption())
    .addOption(new Option('--size <pixels|native>', "the result's longer side, or the picture's own size"))
    .option('--iterations <number>', 'how many steps to take')
    .option('--seed <number>', 'start of the random numbers: the same seed, the same result')
    .addOption(setOption())
    .addOption(deviceOption(' (default: the fastest)'))
    .addOption(
      new Option('--preview-every <iterations>', 'save the picture so far every so many iterations')
        .argParser(parseCount)
        .default(0, 'never'),
    )
    .addHelpText('after', examples)
    .action((content: string | undefined, options: RunOptions) => run(content, options, session));
}

/**
 * What the command line asks of the engine.
 *
 * @throws StylizeError `usage`, and as `inputsLike`
 */
function runRequest(
  content: string | undefined,
  options: RunOptions,
  environment: Pick<Environment, 'cwd' | 'fileExists'>,
  like?: Like,
): Omit<RunRequest, 'run'> {
  const { cwd } = environment;
  const { out, force = false, metadata } = options;
  return {
    ...(like ? inputsLike(like, content, options, environment) : inputs(content, options, environment)),
    settings: collectSettings(options, options.set, cwd),
    output: { ...(out !== undefined && { path: fileArgument(out, cwd) }), overwrite: force, metadata },
    preview: { saveEvery: options.previewEvery },
  };
}

function inputs(
  content: string | undefined,
  { style, recipe = 'studio', device = 'auto' }: InputOptions,
  files: Pick<Environment, 'cwd' | 'fileExists'>,
): Inputs {
  if (content === undefined) {
    throw new StylizeError('usage', 'No picture is given.', {
      hint: 'Name one: stylize run photo.jpg --style painting.jpg',
    });
  }
  return {
    content: fileArgument(content, files.cwd),
    styles: parseStyles(style, files),
    recipe: recipeArgument(recipe, files.cwd),
    device,
  };
}

async function run(content: string | undefined, options: RunOptions, session: Session): Promise<void> {
  const { environment } = session;
  const like = options.like === undefined ? undefined : await recall(options.like, session);
  const request = runRequest(content, options, environment, like);
  const engine = await session.engine();
  const reporter = new RunReporter(createOutput(session), environment);
  try {
    for (const remark of like?.recalled.remarks ?? []) reporter.notice(remark);
    const handle = engine.run(request);
    stopOnInterruption(handle, session, reporter);
    handle.on('planned', (plan) => {
      reporter.planned(plan);
    });
    handle.on('remark', ({ message }) => {
      reporter.notice(message);
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

async function recall(result: string, session: Session): Promise<Like> {
  const { cwd } = session.environment;
  const params = { file: fileArgument(result, cwd), places: [cwd], trusted: true };
  return { result, recalled: await session.request('recall', params) };
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
