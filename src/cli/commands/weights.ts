import { resolve } from 'node:path';

import type { Command } from 'commander';

import type { NetworkSummary } from '../../protocol/engine';
import { StylizeError } from '../../protocol/errors';
import { createDownloadReporter } from '../reporters/download-reporter';
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
    .action((file: string) => importWeights(file, session));
  weights
    .command('download')
    .description('Download the weights of VGG-19, 80 MB, and keep them. What was broken off is continued.')
    .option('--url <address>', 'another place than Keras applications; may end with #md5=… or #sha256=…')
    .action(({ url }: { url?: string }) => downloadWeights(url, session));
}

async function listWeights(session: Session): Promise<void> {
  const networks = await session.request('networks', {});
  if (session.json) session.printJson(networks);
  else for (const line of formatTable(networks.map(row))) session.print(printable(line));
}

function row({ name, title, installed, bytes, license }: NetworkSummary): string[] {
  const size = bytes === undefined ? 'installed' : formatBytes(bytes);
  return [name, title, installed ? size : 'not installed', license ?? ''];
}

async function importWeights(file: string, session: Session): Promise<void> {
  tellImported(
    await session.request('importWeights', { file: resolve(session.environment.cwd, file) }),
    session,
  );
}

async function downloadWeights(url: string | undefined, session: Session): Promise<void> {
  const engine = await session.engine();
  const reporter = createDownloadReporter(session);
  engine.on('download', (progress) => {
    reporter.progress(progress);
  });
  try {
    const network = await session.request('downloadWeights', { ...(url !== undefined && { url }) });
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
  const { name, title, bytes, convention, file } = network;
  const size = bytes === undefined ? '' : `, ${formatBytes(bytes)}`;
  session.print(printable(`Imported ${title}${size}. Use it with --network ${name}`));
  if (convention !== undefined) session.print(printable(convention));
  if (file !== undefined) session.print(printable(file));
}
