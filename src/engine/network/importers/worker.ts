import { parentPort, workerData } from 'node:worker_threads';

import { StylizeError } from '../../../channel/errors';
import type { ReadingReport, ReadingRequest } from './isolated';
import { limitWebAssemblyMemory } from './memory-limit';
import { readForeignNetwork } from './read-foreign';

/** The thread of `isolatedReader`: reads one file and tells what it was. */
async function main(): Promise<void> {
  const { path, expected, webAssemblyBytes } = workerData as ReadingRequest;
  limitWebAssemblyMemory(webAssemblyBytes);
  try {
    const network = await readForeignNetwork(path, expected, () => {
      tell('ready');
    });
    const arrays = [...network.parameters.values()].flatMap(({ kernel, bias }) => [kernel, bias]);
    tell(
      { network },
      arrays.map(({ buffer }) => buffer as ArrayBuffer),
    );
  } catch (error) {
    tell({ error: StylizeError.from(error).toData() });
  }
}

function tell(report: ReadingReport, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(report, transfer);
}

void main();
