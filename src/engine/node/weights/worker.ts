import { parentPort, workerData } from 'node:worker_threads';

import { StylizeError } from '../../../channel/errors';
import { usePlatform } from '../../platform/platform';
import { nodePlatform } from '../platform';
import type { ReadingReport, ReadingRequest } from './isolated';
import { limitWebAssemblyMemory } from './memory-limit';
import { readForeignNetwork } from './read-foreign';

/** The thread of `isolatedReader`: reads one file and reports the result. */
async function main(): Promise<void> {
  const { path, expected, webAssemblyBytes } = workerData as ReadingRequest;
  usePlatform(nodePlatform);
  limitWebAssemblyMemory(webAssemblyBytes);
  try {
    const network = await readForeignNetwork(path, expected, () => {
      report('ready');
    });
    const arrays = [...network.parameters.values()].flatMap(({ kernel, bias }) => [kernel, bias]);
    report(
      { network },
      arrays.map(({ buffer }) => buffer as ArrayBuffer),
    );
  } catch (error) {
    report({ error: StylizeError.from(error).toData() });
  }
}

function report(message: ReadingReport, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

void main();
