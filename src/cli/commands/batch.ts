import { writeFile } from 'node:fs/promises';

import { Option, type Command } from 'commander';

import { StylizeError } from '../../channel/errors';
import type { DeviceId } from '../../contracts/engine';
import { outputFormats, type OutputFormat } from '../../contracts/picture-files';
import { planBatch } from '../batch/batch';
import { BatchPainter, makeFolder } from '../batch/batch-painter';
import { Records } from '../batch/records';
import { chosenShard } from '../batch/shard';
import type { BatchSummary } from '../batch/summary';
import { limitOptions, readLimits, type LimitOptions } from '../options/limits';
import { fileArgument, recipeArgument } from '../options/paths';
import { collectSettings, type NamedSettings } from '../options/settings';
import { deviceOption, networkOption, setOption } from '../options/shared';
import { parseStyles, styleOptions, type StyleText } from '../options/styles';
import { BatchReporter } from '../reporters/batch-reporter';
import { createOutput } from '../reporters/output';
import type { Session } from '../session';

interface BatchOptions extends NamedSettings, LimitOptions {
  readonly style?: readonly StyleText[] | undefined;
  readonly out: string;
  readonly recursive?: boolean | undefined;
  readonly shard?: string | undefined;
  readonly format: OutputFormat;
  readonly force?: boolean | undefined;
  readonly metadata: boolean;
  readonly summary?: string | undefined;
  readonly recipe: string;
  readonly set?: readonly string[] | undefined;
  readonly device: 'auto' | DeviceId;
}

const examples = `
Examples:
  $ stylize batch photos --style painting.jpg --out painted
  $ stylize batch photos --recursive --style waves.jpg=2 --style mosaic.jpg=1 --size 1024 --out painted
  $ stylize batch one.jpg two.jpg --style painting.jpg --format jpg --out painted
  $ stylize batch photos --style painting.jpg --out painted --shard 3/8
  $ stylize batch photos --style painting.jpg --out painted --summary summary.json --json

A result is called as its picture. A picture whose result is there, made of the same files by the same recipe, is not
painted again: after an interruption, the same command goes on. A result that was made otherwise is left alone, and told
as a failure, unless --force is given. A picture that fails does not stop the others.
In a job array of Slurm, or an Indexed Job of Kubernetes, each task paints its own part: --shard is known from there.
Ctrl-C ends after the picture that is being painted; a second one gives it up.
The exit code is 1 if any picture has failed or was not begun.`;

export function addBatchCommand(program: Command, session: Session): void {
  const { style, mask, styleMask } = styleOptions();
  const command = program
    .command('batch')
    .summary('paint many pictures in the style of others')
    .description(
      'Paint all pictures of a folder, or those named, in the style of one or more other pictures.',
    )
    .argument('<folder|files...>', 'a folder of pictures, or pictures')
    .addOption(style)
    .addOption(mask)
    .addOption(styleMask)
    .requiredOption('--out <folder>', 'where to save the results')
    .option('--recursive', 'with the pictures in folders below; the results are in the same folders')
    .option(
      '--shard <part/parts>',
      'paint one part of the pictures, such as 3/8; every picture is in one part',
    )
    .addOption(new Option('--format <extension>', 'of the results').choices(outputFormats).default('png'))
    .option('--force', 'replace results that were made of other pictures or in another way')
    .option('--no-metadata', 'leave out of the results how they were made')
    .option('--summary <file>', 'where to save a summary as JSON, with every failure')
    .addOption(
      new Option(
        '--recipe <name|file>',
        'a recipe by name ("stylize recipes" lists them), or a .json file',
      ).default('studio'),
    )
    .addOption(networkOption())
    .addOption(new Option('--size <pixels|native>', "the results' longer side, or the pictures' own size"))
    .option('--iterations <number>', 'how many steps to take')
    .option('--seed <number>', 'start of the random numbers, for all pictures')
    .addOption(setOption())
    .addOption(deviceOption().default('auto', 'the fastest'));
  for (const option of limitOptions()) command.addOption(option);
  command
    .addHelpText('after', examples)
    .action((inputs: string[], options: BatchOptions) => batch(inputs, options, session));
}

async function batch(inputs: readonly string[], options: BatchOptions, session: Session): Promise<void> {
  const { environment } = session;
  const { cwd, variables } = environment;
  const out = fileArgument(options.out, cwd);
  const request = {
    styles: options.style || options.recipe === 'studio' ? parseStyles(options.style, environment) : [],
    recipe: recipeArgument(options.recipe, cwd),
    settings: collectSettings(options, options.set, cwd),
    device: options.device,
    limits: readLimits(options),
  };
  const planned = await planBatch({
    inputs: inputs.map((input) => fileArgument(input, cwd)),
    out,
    format: options.format,
    recursive: options.recursive ?? false,
    shard: chosenShard(options.shard, variables),
  });
  await makeFolder(out);
  const reporter = new BatchReporter(createOutput(session), environment, planned);
  const painter = new BatchPainter({
    session,
    reporter,
    records: new Records(out),
    request,
    replace: options.force ?? false,
    metadata: options.metadata,
  });
  try {
    await painter.paint(planned.pictures);
  } finally {
    reporter.close();
    if (options.summary !== undefined) await saveSummary(options.summary, reporter.summary, cwd);
  }
  const { failed, remaining } = reporter.summary;
  if (failed + remaining > 0) throw incomplete(reporter.summary);
}

async function saveSummary(path: string, summary: BatchSummary, cwd: string): Promise<void> {
  const file = fileArgument(path, cwd);
  try {
    await writeFile(file, `${JSON.stringify(summary, undefined, 2)}\n`);
  } catch (cause) {
    const { message } = StylizeError.from(cause);
    throw new StylizeError('unwritable-output', `The summary cannot be written: ${message}`, { file, cause });
  }
}

function incomplete({ failed, remaining, pictures }: BatchSummary): StylizeError {
  const reasons = [
    ...(failed > 0 ? [`${failed} of ${pictures} pictures could not be painted`] : []),
    ...(remaining > 0 ? [`${remaining} of ${pictures} were not begun`] : []),
  ];
  return new StylizeError('incomplete', `${reasons.join('; ')}.`, {
    hint: 'The same command goes on with those that are missing.',
  });
}
