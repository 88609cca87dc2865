import type { Command } from 'commander';

import { worded } from '../../channel/l10n';
import type { FastStyleSummary } from '../../contracts/engine';
import { fileArgument } from '../options/paths';
import type { Session } from '../session';
import { formatBytes, printable } from '../text/format';
import { formatTable } from '../text/table';
import { refuseOperands } from './group';

const examples = `
Examples:
  $ stylize styles import mosaic.onnx --license "BSD 3-Clause"
  $ stylize styles import wave/manifest.json --name wave
  $ stylize run photo.jpg --recipe wave --set strength=0.8
  $ stylize styles remove wave

A fast style is a network that was trained for one style, and paints a picture at once. Each is a recipe by its name.`;

export function addStylesCommand(program: Command, session: Session): void {
  const list = () => listStyles(session);
  const styles = program
    .command('styles')
    .summary('list the fast styles; import or remove one')
    .description('List the fast styles, networks that paint a picture in one pass; import or remove one.')
    .addHelpText('after', examples);
  refuseOperands(styles).action(list);
  styles
    .command('list')
    .description('List the fast styles. This is what happens without a word.')
    .action(list);
  styles
    .command('import')
    .description('Read a fast style from a file, try it and keep it.')
    .argument(
      '<file>',
      'an ONNX model, a checkpoint of PyTorch’s fast_neural_style, or a manifest.json of deeplearn.js',
    )
    .option('--name <name>', "what to call it (default: after the file's name)")
    .option('--license <text>', 'the licence under which it was published')
    .option('--force', 'replace another fast style of that name')
    .action((file: string, options: Importing) => importStyle(file, options, session));
  styles
    .command('remove')
    .description('Remove a fast style from this machine.')
    .argument('<name>', 'the fast style')
    .action((name: string) => removeStyle(name, session));
}

interface Importing {
  readonly name?: string;
  readonly license?: string;
  readonly force?: boolean;
}

async function listStyles(session: Session): Promise<void> {
  const styles = await session.request('fastStyles', {});
  if (session.json) session.printJson(styles);
  else if (styles.length === 0) session.print('There are none yet: "stylize styles import FILE" brings one.');
  else for (const line of formatTable(styles.map(row))) session.print(printable(line));
}

function row({ name, title, bytes, license, source, flaw }: FastStyleSummary): string[] {
  if (flaw !== undefined) return [name, worded(flaw), '', ''];
  return [
    name,
    title,
    bytes === undefined ? '' : formatBytes(bytes),
    `${license ?? 'licence unknown'}${source === undefined ? '' : `, from ${source}`}`,
  ];
}

async function importStyle(
  file: string,
  { name, license, force: replace = false }: Importing,
  session: Session,
): Promise<void> {
  const style = await session.request('importFastStyle', {
    file: fileArgument(file, session.environment.cwd),
    ...(name !== undefined && { name }),
    ...(license !== undefined && { license }),
    replace,
  });
  if (session.json) {
    session.printJson(style);
    return;
  }
  const size = style.bytes === undefined ? '' : `, ${formatBytes(style.bytes)}`;
  session.print(printable(`Imported ${style.title}${size}. Use it with --recipe ${style.name}`));
  if (style.convention !== undefined) session.print(printable(style.convention));
  session.print(printable(style.license ?? 'licence unknown'));
  session.print(printable(style.file));
}

async function removeStyle(name: string, session: Session): Promise<void> {
  await session.request('removeFastStyle', { name });
  if (session.json) session.printJson({ removed: name });
  else session.print(printable(`Removed ${name}.`));
}
