import type { Command } from 'commander';

import type { DeviceId, EvaluationResult } from '../../contracts/engine';
import { limitOptions, readLimits, type LimitOptions } from '../options/limits';
import { fileArgument, recipeArgument } from '../options/paths';
import { collectSettings } from '../options/settings';
import { deviceOption, networkOption, setOption } from '../options/shared';
import { parseStyles, styleOptions, type StyleText } from '../options/styles';
import type { Session } from '../session';
import { formatTable } from '../text/table';

interface EvalOptions extends LimitOptions {
  readonly recipe: string;
  readonly content: string;
  readonly style?: readonly StyleText[] | undefined;
  readonly image: string;
  readonly network?: string;
  readonly set?: readonly string[] | undefined;
  readonly device: 'auto' | DeviceId;
}

const examples = `
Example:
  $ stylize eval --recipe neural-style --content photo.jpg --style painting.jpg --image photo.stylized.png`;

export function addEvalCommand(program: Command, session: Session): void {
  const { style, mask, styleMask } = styleOptions();
  const command = program
    .command('eval')
    .summary("compute a recipe's losses for a picture")
    .description("Compute a recipe's losses for a picture. The pictures are taken at their own sizes.")
    .requiredOption('--recipe <name|file>', 'a recipe by name, or a .json file')
    .requiredOption('--content <file>', 'the content picture')
    .addOption(style)
    .addOption(mask)
    .addOption(styleMask)
    .requiredOption('--image <file>', 'the picture to judge')
    .addOption(networkOption())
    .addOption(setOption())
    .addOption(deviceOption().default('cpu'))
    .addHelpText('after', examples)
    .action((options: EvalOptions) => evaluate(options, session));
  for (const option of limitOptions()) command.addOption(option);
}

async function evaluate(options: EvalOptions, session: Session): Promise<void> {
  const { environment } = session;
  const { cwd } = environment;
  const result = await session.request('evaluate', {
    content: fileArgument(options.content, cwd),
    styles: parseStyles(options.style, environment),
    image: fileArgument(options.image, cwd),
    recipe: recipeArgument(options.recipe, cwd),
    settings: collectSettings({ network: options.network }, options.set, cwd),
    device: options.device,
    limits: readLimits(options),
  });
  if (session.json) session.printJson(result);
  else for (const line of lossTable(result)) session.print(line);
}

/** More digits than elsewhere: this command is for comparing. */
const digits = (value: number) => (value === 0 ? '0' : value.toPrecision(6).replace('e+', 'e'));

function lossTable({ layers, content, style, tv, total }: EvaluationResult): string[] {
  const rows = [
    ...Object.entries(layers).map(([name, value]) => [`  ${name}`, digits(value)]),
    ...Object.entries({ content, style, tv, total }).map(([name, value]) => [name, digits(value)]),
  ];
  return formatTable(rows, ['left', 'right']);
}
