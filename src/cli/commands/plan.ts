import type { Command } from 'commander';

import { worded } from '../../channel/l10n';
import type { Outline } from '../../contracts/engine';
import { addPaintingOptions, readInputs, type PaintingOptions } from '../options/inputs';
import { choiceWords, concernSentence, estimateSentence, planSentence } from '../reporters/sentences';
import type { Session } from '../session';
import { formatDuration, formatRoughly, formatSize, printable } from '../text/format';
import { formatTable } from '../text/table';

const examples = `
Examples:
  $ stylize plan photo.jpg --style painting.jpg --size native
  $ stylize plan photo.jpg --style painting.jpg --size 2048 --network vgg19 --memory 4GB --json

Nothing is painted. The first plan on a device and with a network takes some steps of it, which lasts about a second.`;

export function addPlanCommand(program: Command, session: Session): void {
  addPaintingOptions(
    program
      .command('plan')
      .summary('say what a run would need')
      .description(
        'Say what "stylize run" would do with the same options, and how much memory and time it needs.',
      ),
  )
    .addHelpText('after', examples)
    .action((content: string | undefined, options: PaintingOptions) => plan(content, options, session));
}

async function plan(content: string | undefined, options: PaintingOptions, session: Session): Promise<void> {
  const { inputs, remarks } = await readInputs(content, options, session);
  const outline = await session.request('forecast', inputs);
  if (session.json) session.printJson(outline);
  else
    for (const line of [...remarks.map((remark) => worded(remark)), ...sentences(outline)])
      session.print(printable(line));
}

function sentences(outline: Outline): string[] {
  const { scales, estimate } = outline;
  const { choices } = estimate;
  const concern = concernSentence(outline);
  return [
    planSentence(outline),
    ...(scales.length > 1
      ? [`Scales: ${scales.map((scale) => `${formatSize(scale)} × ${scale.iterations}`).join(', ')}`]
      : []),
    estimateSentence(outline),
    ...(concern === undefined ? [] : [concern]),
    ...(choices.length > 0 ? ['Instead:'] : []),
    ...formatTable(
      choices.map((choice) => [
        `  ${choiceWords(choice)}`,
        formatSize(choice),
        formatRoughly(choice.bytes),
        formatDuration(choice.seconds),
      ]),
    ),
  ];
}
