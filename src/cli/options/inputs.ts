import { Option, type Command } from 'commander';

import { StylizeError } from '../../channel/errors';
import type { Words } from '../../channel/l10n';
import type { RunRequest } from '../../contracts/engine';
import type { Environment } from '../environment';
import type { Session } from '../session';
import { inputsLike, type InputOptions, type Inputs, type Like } from './like';
import { limitOptions, readLimits, type LimitOptions } from './limits';
import { fileArgument, recipeArgument } from './paths';
import { collectSettings, type NamedSettings } from './settings';
import { deviceOption, networkOption, setOption } from './shared';
import { parseStyles, styleOptions } from './styles';

/** The options that say what to paint, and how. */
export interface PaintingOptions extends NamedSettings, InputOptions, LimitOptions {
  readonly like?: string | undefined;
  readonly set?: readonly string[] | undefined;
}

/** What is painted, and how: all that decides a picture. */
export type PaintingInputs = Inputs & Pick<RunRequest, 'settings' | 'limits'>;

/** Adds the argument and the options that `readInputs` reads. */
export function addPaintingOptions(command: Command): Command {
  const { style, mask, styleMask } = styleOptions();
  command
    .argument('[content]', 'the picture to paint')
    .addOption(style)
    .addOption(mask)
    .addOption(styleMask)
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
    .addOption(deviceOption(' (default: the fastest)'));
  for (const option of limitOptions()) command.addOption(option);
  return command;
}

/**
 * What the command line asks to be painted, with remarks for the person.
 *
 * @throws StylizeError `usage`, and as `inputsLike`
 */
export async function readInputs(
  content: string | undefined,
  options: PaintingOptions,
  session: Session,
): Promise<{ readonly inputs: PaintingInputs; readonly remarks: readonly Words[] }> {
  const { environment } = session;
  const like = options.like === undefined ? undefined : await recallResult(options.like, session);
  return {
    inputs: {
      ...(like
        ? inputsLike(like, content, options, environment)
        : freshInputs(content, options, environment)),
      settings: collectSettings(options, options.set, environment.cwd),
      limits: readLimits(options),
    },
    remarks: like?.recalled.remarks ?? [],
  };
}

/** @throws StylizeError as the engine's `recall` */
export async function recallResult(result: string, session: Session): Promise<Like> {
  const { cwd } = session.environment;
  const params = { file: fileArgument(result, cwd), places: [cwd], trusted: true };
  return { result, recalled: await session.request('recall', params) };
}

function freshInputs(
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
    // A fast style needs no picture: whether a recipe does is for the engine to say.
    styles: style || recipe === 'studio' ? parseStyles(style, files) : [],
    recipe: recipeArgument(recipe, files.cwd),
    device,
  };
}
