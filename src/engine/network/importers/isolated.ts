import { Worker } from 'node:worker_threads';

import { type ErrorData, StylizeError } from '../../../channel/errors';
import type { NetworkDescription } from '../network';
import { badWeights, weightFileSize } from '../weights-access';
import type { ForeignNetwork } from './foreign';

/** What the thread is given. */
export interface ReadingRequest {
  readonly path: string;
  readonly expected: NetworkDescription;
  readonly webAssemblyBytes: number;
}

/** What it answers: that everything is loaded, then what was read. */
export type ReadingReport = 'ready' | { readonly network: ForeignNetwork } | { readonly error: ErrorData };

export interface ReadingLimits {
  /** For a file of any size, and more by its size. */
  readonly milliseconds: number;
  readonly bytesPerMillisecond: number;
  readonly heapMegabytes: number;
  readonly webAssemblyBytes: number;
}

/** The published VGG-19, 80 MB, takes a second, and ten where others use the processor; WebAssembly has 16 MB of it. */
export const defaultLimits: ReadingLimits = {
  milliseconds: 4000,
  bytesPerMillisecond: 5000,
  heapMegabytes: 256,
  webAssemblyBytes: 2 ** 28,
};

/**
 * Reads files of other programs in a thread of their own, which ends with the reading: a damaged or hostile file can
 * neither hold up the engine nor take its memory, and the values of a good one are put in order beside its work.
 *
 * @param program the bundle of `worker.ts`
 * @returns as `readForeignNetwork`, which throws 'bad-weights' too when a limit is reached
 */
export function isolatedReader(
  program: string,
  limits: ReadingLimits = defaultLimits,
): (path: string, expected: NetworkDescription) => Promise<ForeignNetwork> {
  return async (path, expected) => {
    const size = await weightFileSize(path);
    const milliseconds = limits.milliseconds + size / limits.bytesPerMillisecond;
    const request: ReadingRequest = { path, expected, webAssemblyBytes: limits.webAssemblyBytes };
    const worker = new Worker(program, {
      workerData: request,
      resourceLimits: { maxOldGenerationSizeMb: limits.heapMegabytes },
    });
    try {
      return await answer(worker, path, milliseconds);
    } finally {
      await worker.terminate();
    }
  };
}

function answer(worker: Worker, path: string, milliseconds: number): Promise<ForeignNetwork> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string, cause?: Error) => {
      reject(badWeights(path, reason, { cause }));
    };
    worker.on('message', (report: ReadingReport) => {
      if (report === 'ready') {
        setTimeout(fail, milliseconds, 'reading it takes too long: it is damaged, or made to do so').unref();
      } else if ('network' in report) resolve(report.network);
      else reject(StylizeError.fromData(report.error));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const tooLarge = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      fail(tooLarge ? 'reading it needs too much memory' : `it cannot be read (${error.message})`, error);
    });
    worker.on('exit', () => {
      fail('it cannot be read');
    });
  });
}
