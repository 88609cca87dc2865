import type { Command } from 'commander';

import { StylizeError } from '../../channel/errors';
import type { NetworkSummary } from '../../contracts/engine';
import { fileArgument } from '../options/paths';
import { DownloadReporter } from '../reporters/download-reporter';
import { createOutput } from '../reporters/output';
import type { Session } from '../session';
import { formatBytes, printable } from '../text/format';
import { formatTable } from '../text/table';
import { refuseOperands } from './group';

const examples = `
Examples:
  $ stylize weights
  $ stylize weights download
  $ stylize weights import imagenet-vgg-verydeep-19.mat`;

export function addWeightsCommand(program: Command, session: Session): void {
  const list = () => listWeights(session);
  const weights = program
    .command('weights')
    .summary('list the networks; download or import weights')
    .description('List the networks and whether their weights are here; download or import weights.')
    .addHelpText('after', examples);
  refuseOperands(weights).action(list);
  weights.command('list').description('List the networks. This is what happens without a word.').action(list);
  weights
    .command('import')
    .description('Read the weights of VGG-19 from a file and keep them.')
    .argument('<file>', 'of Keras (.h5), MatConvNet (.mat), PyTorch (.pth), or .safetensors')
    .option('--force', 'replace other weights that are installed under the same name')
    .action((file: string, { force = false }: Replacing) => importWeights(file, force, session));
  weights
    .command('download')
    .description('Download the weights of VGG-19, 80 MB, and keep them. What was broken off is continued.')
    .option('--url <address>', 'another place than Keras applications; may end with #sha256=… or #md5=…')
    .option('--force', 'replace other weights that are installed under the same name')
    .action((options: Downloading) => downloadWeights(options, session));
}

interface Replacing {
  readonly force?: boolean;
}

interface Downloading extends Replacing {
  readonly url?: string;
}

async function listWeights(session: Session): Promise<void> {
  const networks = await session.request('networks', {});
  if (session.json) session.printJson(networks);
  else for (const line of formatTable(networks.map(row))) session.print(printable(line));
}

function row({ name, title, installed, bytes, license }: NetworkSummary): string[] {
  const size = bytes === undefined ? 'installed' : formatBytes(bytes);
  return [name, title, installed ? size : 'not installed', license ?? (installed ? 'licence unknown' : '')];
}

async function importWeights(file: string, replace: boolean, session: Session): Promise<void> {
  const path = fileArgument(file, session.environment.cwd);
  tellImported(await session.request('importWeights', { file: path, replace }), session);
}

async function downloadWeights(
  { url, force: replace = false }: Downloading,
  session: Session,
): Promise<void> {
  const engine = await session.engine();
  const reporter = new DownloadReporter(createOutput(session), session.environment);
  engine.on('download', (progress) => {
    reporter.progress(progress);
  });
  try {
    const network = await session.request('downloadWeights', { ...(url !== undefined && { url }), replace });
    reporter.close();
    tellImported(network, session);
  } catch (thrown) {
    const error = StylizeError.from(thrown);
    if (error.code !== 'cancelled') throw error;
    const hint = 'What has arrived is kept: the same command goes on from there.';
    throw new StylizeError('cancelled', 'The download was cancelled.', { hint, cause: thrown });
  } finally {
    reporter.close();
  }
}

function tellImported(network: NetworkSummary, session: Session): void {
  if (session.json) {
    session.printJson(network);
    return;
  }
  const {
    name,
    title,
    bytes,
    convention,
    license = 'licence unknown: not weights that Stylize knows',
    file,
  } = network;
  const size = bytes === undefined ? '' : `, ${formatBytes(bytes)}`;
  session.print(printable(`Imported ${title}${size}. Use it with --network ${name}`));
  if (convention !== undefined) session.print(printable(convention));
  session.print(printable(license));
  if (file !== undefined) session.print(printable(file));
}
