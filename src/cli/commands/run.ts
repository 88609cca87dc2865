import { Option, type Command } from 'commander';

import { addPaintingOptions, readInputs, type PaintingOptions } from '../options/inputs';
import { addOutputOptions, readOutput, type OutputOptions } from '../options/output';
import { parseCount } from '../options/shared';
import { paint } from '../painting';
import type { Session } from '../session';

interface RunOptions extends PaintingOptions, OutputOptions {
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
Ctrl-C ends the run and saves the picture so far, and "stylize resume" goes on with it; a second one gives it up.`;

export function addRunCommand(program: Command, session: Session): void {
  const command = program
    .command('run')
    .summary('paint a picture in the style of others')
    .description('Paint a picture in the style of one or more other pictures.');
  addOutputOptions(addPaintingOptions(command))
    .addOption(
      new Option('--preview-every <iterations>', 'save the picture so far every so many iterations')
        .argParser(parseCount)
        .default(0, 'never'),
    )
    .addHelpText('after', examples)
    .action((content: string | undefined, options: RunOptions) => run(content, options, session));
}

async function run(content: string | undefined, options: RunOptions, session: Session): Promise<void> {
  const { inputs, remarks } = await readInputs(content, options, session);
  const output = readOutput(options, session.environment.cwd);
  await paint({ ...inputs, output, preview: { saveEvery: options.previewEvery } }, remarks, session);
}
