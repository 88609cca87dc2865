import { parentPort } from 'node:worker_threads';

import { StylizeError } from '../../src/channel/errors';
import { convolutions, parameterFlaw } from '../../src/engine/network/parameters';
import { defaultLimits } from '../../src/engine/node/weights/isolated';
import { limitWebAssemblyMemory } from '../../src/engine/node/weights/memory-limit';
import { readForeignNetwork } from '../../src/engine/node/weights/read-foreign';
import { countedNetwork } from '../unit/engine/network/importers/fixtures';
import type { Verdict } from './campaign';
import '../support/platform';

const { description } = countedNetwork();

// The same limit as in the importing thread.
limitWebAssemblyMemory(defaultLimits.webAssemblyBytes);

/** The thread of a campaign: reads the files that it is sent, one after the other. */
parentPort?.on('message', (path: string) => {
  void judge(path).then((verdict) => {
    parentPort?.postMessage(verdict);
  });
});

async function judge(path: string): Promise<Verdict> {
  try {
    const network = await readForeignNetwork(path, description);
    const flaw = parameterFlaw(network.description, network.parameters);
    if (flaw !== undefined) return { flaw };
    const inputs = network.description.input;
    const isFinite = [...inputs.mean, ...inputs.deviation].every(Number.isFinite);
    const isWhole = network.parameters.size === convolutions(network.description).length;
    return isFinite && isWhole ? 'accepted' : { flaw: 'the network is incomplete' };
  } catch (error) {
    const isOurs = error instanceof StylizeError && error.code === 'bad-weights' && error.file === path;
    return isOurs
      ? 'refused'
      : { flaw: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
