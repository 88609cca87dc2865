import { resolve } from 'node:path';

import type { Command } from 'commander';

import type { NetworkSummary } from '../../protocol/engine';
import type { Session } from '../session';
import { formatBytes, printable } from '../text/format';
import { formatTable } from '../text/table';
import { refuseOperands } from './group';

const examples = `
Examples:
  $ stylize weights
  $ stylize weights import vgg19_weights_tf_dim_ordering_tf_kernels_notop.h5`;

export function addWeightsCommand(program: Command, session: Session): void {
  const list = () => listWeights(session);
  const weights = program
    .command('weights')
    .summary('list the networks, or import weights')
    .description('List the networks and whether their weights are here, or import weights.')
    .addHelpText('after', examples);
  refuseOperands(weights).action(list);
  weights.command('list').description('List the networks. This is what happens without a word.').action(list);
  weights
    .command('import')
    .description('Read the weights of VGG-19 from a file and keep them.')
    .argument('<file>', 'a Keras .h5 file, or .safetensors')
    .action((file: string) => importWeights(file, session));
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
  const network = await session.request('importWeights', { file: resolve(session.environment.cwd, file) });
  if (session.json) {
    session.printJson(network);
    return;
  }
  const { name, title, bytes } = network;
  const size = bytes === undefined ? '' : `, ${formatBytes(bytes)}`;
  session.print(printable(`Imported ${title}${size}. Use it with --network ${name}`));
  if (network.file !== undefined) session.print(printable(network.file));
}
