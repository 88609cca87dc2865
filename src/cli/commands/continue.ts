import { InvalidArgumentError, Option, type Command } from 'commander';

import { StylizeError } from '../../channel/errors';
import { continuedSettings, type ContinuationTarget } from '../../recipe/continuation';
import { recallResult } from '../options/inputs';
import { inputsLike, type Like } from '../options/like';
import { limitOptions, readLimits, type LimitOptions } from '../options/limits';
import { addOutputOptions, readOutput, type OutputOptions } from '../options/output';
import { fileArgument } from '../options/paths';
import { collectSettings } from '../options/settings';
import { deviceOption, parseCount, setOption } from '../options/shared';
import { paint } from '../painting';
import type { Session } from '../session';

interface ContinueOptions extends OutputOptions, LimitOptions {
  readonly size?: number | undefined;
  readonly times?: number | undefined;
  readonly native?: boolean | undefined;
  readonly iterations?: number | undefined;
  readonly set?: readonly string[] | undefined;
  readonly device?: Parameters<typeof inputsLike>[2]['device'];
}

const examples = `
Examples:
  $ stylize continue photo.stylized.png                      # twice as large
  $ stylize continue photo.stylized.png --size 4096
  $ stylize continue photo.stylized.png --native --out final.png
  $ stylize continue photo.stylized.png --iterations 100     # longer, at its own size

Starts from the result and carries its look over: recipe, styles, weights and masks. It must still say how it was made, and
its pictures are looked for beside it and in this folder. The result is a new file; so is what it becomes.`;

export function addContinueCommand(program: Command, session: Session): void {
  const command = program
    .command('continue')
    .summary('go on with a result: at a larger size, or for longer')
    .description('Paint on from a result: at a larger size, or with more iterations at its own.')
    .argument('<result>', 'a picture that Stylize has painted')
    .addOption(new Option('--times <factor>', 'how many times as large (default: 2)').argParser(parseTimes))
    .addOption(
      new Option('--size <pixels>', 'its longer side, or whichever side the recipe measures').argParser(
        parseCount,
      ),
    )
    .option('--native', "the content picture's own size")
    .addOption(
      new Option(
        '--iterations <number>',
        'how many steps to take: at its own size, unless another is given',
      ).argParser(parseCount),
    )
    .addOption(setOption())
    .addOption(deviceOption(' (default: that of the result)'));
  for (const option of limitOptions()) command.addOption(option);
  addOutputOptions(command)
    .addHelpText('after', examples)
    .action((result: string, options: ContinueOptions) => goOn(result, options, session));
}

async function goOn(result: string, options: ContinueOptions, session: Session): Promise<void> {
  const { environment } = session;
  const { cwd } = environment;
  const target = targetOf(options);
  const like = await recallResult(result, session);
  const { recipe, width, height, remarks } = like.recalled;
  const isLarger = target === 'native' || !('iterations' in target);
  await paint(
    {
      ...inputsLike(like, undefined, { device: options.device }, environment),
      settings: {
        ...continuedSettings(recipe, { width, height }, target === 'native' ? nativeOf(like) : target),
        ...(isLarger && options.iterations !== undefined && { iterations: options.iterations }),
        ...collectSettings({}, options.set, cwd),
        'initial.image': 'file',
        'initial.file': fileArgument(result, cwd),
      },
      limits: readLimits(options),
      output: readOutput(options, cwd),
    },
    [...remarks, ...(isLarger ? [] : ['The optimiser begins anew: the first steps may undo a little.'])],
    session,
  );
}

/** @throws StylizeError `usage` when more than one size is given */
function targetOf({ size, times, native, iterations }: ContinueOptions): ContinuationTarget | 'native' {
  const sizes = [
    ...(size === undefined ? [] : [{ size }]),
    ...(times === undefined ? [] : [{ times }]),
    ...(native === true ? ['native' as const] : []),
  ];
  if (sizes.length > 1) {
    throw new StylizeError('usage', '--size, --times and --native say the same thing.', {
      hint: 'Give one of them.',
    });
  }
  return sizes[0] ?? (iterations === undefined ? { times: 2 } : { iterations });
}

function nativeOf({ result, recalled: { content } }: Like): ContinuationTarget {
  const { width, height, name } = content;
  if (width === undefined || height === undefined) {
    throw new StylizeError('file-not-found', `${name}, of which ${result} was made, cannot be read.`, {
      hint: 'Give the size: --size 4096',
    });
  }
  return { native: { width, height } };
}

function parseTimes(text: string): number {
  const times = Number(text);
  if (!Number.isFinite(times) || times <= 1) throw new InvalidArgumentError('Give a number above 1.');
  return times;
}
