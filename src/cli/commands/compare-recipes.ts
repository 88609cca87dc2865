import { basename } from 'node:path';

import { InvalidArgumentError, Option, type Command } from 'commander';

import { StylizeError } from '../../channel/errors';
import type { DeviceId } from '../../contracts/engine';
import { isPainted, type Outcome, type PreparedVariant } from '../comparison/outcome';
import { Painter, prepare } from '../comparison/painter';
import { comparisonSheet } from '../comparison/sheet';
import { variantTable, wholeWhereNeeded } from '../comparison/variants';
import { fileArgument, recipeArgument } from '../options/paths';
import { collectSettings } from '../options/settings';
import { collect, deviceOption, networkOption, parseCount, setOption } from '../options/shared';
import { parseStyles, styleOptions, type StyleText } from '../options/styles';
import { parseSweep, type Sweep } from '../options/sweep';
import { ComparisonReporter } from '../reporters/comparison-reporter';
import { createOutput } from '../reporters/output';
import type { Session } from '../session';

interface CompareOptions {
  readonly style?: readonly StyleText[] | undefined;
  readonly out: string;
  readonly force?: boolean | undefined;
  readonly recipe?: readonly string[] | undefined;
  readonly sweep?: readonly string[] | undefined;
  readonly network?: string | undefined;
  readonly size?: string | undefined;
  readonly iterations: number;
  readonly seed?: string | undefined;
  readonly set?: readonly string[] | undefined;
  readonly device: 'auto' | DeviceId;
}

const examples = `
Examples:
  $ stylize compare-recipes photo.jpg --style painting.jpg --out sheet.png
  $ stylize compare-recipes photo.jpg --style painting.jpg --network embedded --out sheet.jpg
  $ stylize compare-recipes photo.jpg --style painting.jpg --sweep style-weight=1e2..1e6:5 --out sheet.png
  $ stylize compare-recipes photo.jpg --style painting.jpg --recipe studio --recipe neural-style \\
      --sweep colors=style,content,match-pca --out sheet.png

A range of --sweep is spaced evenly, or by ratios when one end is at least ten times the other; :5 is the number of its
values. Two sweeps, or recipes and a sweep, make a table. All pictures have one size and one seed. What cannot be painted
is an empty cell with the reason, and makes the exit code 1; only a network that is not installed does not. Ctrl-C ends early and shows what is painted; a second one gives it up.`;

export function addCompareRecipesCommand(program: Command, session: Session): void {
  const { style, mask, styleMask } = styleOptions();
  program
    .command('compare-recipes')
    .summary('paint one picture by several recipes or settings, on one sheet')
    .description(
      'Paint a picture by every recipe, or with several values of a setting, and show all on one sheet.',
    )
    .argument('<content>', 'the picture to paint')
    .addOption(style)
    .addOption(mask)
    .addOption(styleMask)
    .requiredOption('--out <file>', 'where to save the sheet: .png, .jpg, .webp, .tiff or .avif')
    .option('--force', 'replace the file of --out if it is there')
    .addOption(
      new Option(
        '--recipe <name|file>',
        'a recipe to compare; repeatable (default: all, or studio with --sweep)',
      ).argParser(collect),
    )
    .addOption(
      new Option(
        '--sweep <key=values>',
        'a setting and its values, as from..to:count or a list with commas; twice for a table',
      ).argParser(collect),
    )
    .addOption(networkOption())
    .option('--size <pixels|native>', 'the longer side of every picture (default: 256)')
    .addOption(
      new Option('--iterations <number>', 'no more steps a picture than this; recipes with fewer keep theirs')
        .argParser(parseLimit)
        .default(200),
    )
    .option('--seed <number>', 'start of the random numbers, for all pictures')
    .addOption(setOption())
    .addOption(deviceOption().default('auto', 'the fastest'))
    .addHelpText('after', examples)
    .action((content: string, options: CompareOptions) => compare(content, options, session));
}

async function compare(content: string, options: CompareOptions, session: Session): Promise<void> {
  const { environment } = session;
  const { cwd, version } = environment;
  const { iterations: mostIterations, device, force = false } = options;
  const inputs = {
    content: fileArgument(content, cwd),
    styles: parseStyles(options.style, environment),
    device,
  };
  const sweeps = (options.sweep ?? []).map((text) => parseSweep(text, cwd));
  const output = { path: fileArgument(options.out, cwd), overwrite: force };

  await session.request('checkOutput', output);
  const table = await prepareTable(options, sweeps, session);
  const variants = table.flat();
  const folder = environment.temporaryFolder();
  const reporter = new ComparisonReporter(createOutput(session), environment, variants);
  try {
    const outcomes = await new Painter({ session, reporter, inputs, folder: folder.path }).paint(variants);
    const painted = outcomes.filter(isPainted).length;
    if (painted === 0) throw outcomes.find((outcome) => outcome instanceof StylizeError)!;
    if (outcomes.some(needsNetwork))
      reporter.notice('--network embedded paints with the network that is there.');
    const sheet = comparisonSheet({ inputs, table, outcomes, mostIterations, version });
    const { width, height } = await session.request('contactSheet', { ...sheet, output });
    reporter.done({ out: output.path, width, height, painted });
    const failures = outcomes.filter(isFailure).length;
    if (failures > 0) throw incomplete(failures, variants.length, output.path);
  } finally {
    reporter.close();
    await folder.remove();
  }
}

/**
 * The variants in their rows, with what the engine makes of them.
 *
 * @throws StylizeError `usage`, and what is wrong with the settings when it is wrong for every recipe
 */
async function prepareTable(
  { recipe, iterations, network, size, seed, set }: CompareOptions,
  sweeps: readonly Sweep[],
  session: Session,
): Promise<PreparedVariant[][]> {
  const { cwd } = session.environment;
  const recipes = recipe?.map((name) => recipeArgument(name, cwd)) ?? (await usualRecipes(sweeps, session));
  // What a recipe's size is the measure of would make pictures of different sizes.
  const settings = { size: 256, measure: 'longest', ...collectSettings({ network, size, seed }, set, cwd) };
  const rounded =
    sweeps.length === 0
      ? []
      : await session
          .request('recipe', { recipe: recipes[0]!, settings })
          .then((first) => sweeps.map((sweep) => wholeWhereNeeded(sweep, first)));

  const table: PreparedVariant[][] = [];
  for (const row of variantTable(recipes, rounded, settings)) {
    const prepared: PreparedVariant[] = [];
    for (const variant of row) prepared.push(await prepare(variant, iterations, session));
    table.push(prepared);
  }
  const resolved = table.flat().map((variant) => variant.resolved);
  const errors = resolved.filter((recipeOrError) => recipeOrError instanceof StylizeError);
  if (errors.length === resolved.length) throw errors[0]!;
  return table;
}

async function usualRecipes(sweeps: readonly Sweep[], session: Session): Promise<string[]> {
  if (sweeps.length > 0) return ['studio'];
  return (await session.request('recipes', {})).map(({ name }) => name);
}

const needsNetwork = (outcome: Outcome): boolean =>
  outcome instanceof StylizeError && outcome.code === 'network-missing';

/** What a person has not asked for by name, and has not installed, is no failure. */
const isFailure = (outcome: Outcome): boolean =>
  outcome instanceof StylizeError && outcome.code !== 'network-missing';

function incomplete(failures: number, all: number, out: string): StylizeError {
  return new StylizeError('incomplete', `${failures} of ${all} pictures could not be painted.`, {
    hint: `${basename(out)} says why, in their places.`,
  });
}

function parseLimit(text: string): number {
  const limit = parseCount(text);
  if (limit === 0) throw new InvalidArgumentError('Give a whole number of 1 or more.');
  return limit;
}
