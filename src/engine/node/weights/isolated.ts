import { Worker } from 'node:worker_threads';

import { type ErrorData, StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { ForeignNetwork } from '../../network/importers/foreign';
import type { NetworkDescription } from '../../network/network';
import type { ForeignStyle } from '../../network/styles/store';
import { badWeights, weightFileSize } from '../../network/weights-access';

/** What the thread receives. */
export interface ReadingRequest {
  readonly path: string;
  /** The network that the file must contain; undefined for a fast style. */
  readonly expected: NetworkDescription | undefined;
  readonly webAssemblyBytes: number;
}

/** What the thread sends: that everything is loaded, and then the result. */
export type ReadingReport =
  'ready' | { readonly result: ForeignNetwork | ForeignStyle } | { readonly error: ErrorData };

export interface ReadingLimits {
  /** Time for a file of any size; a larger file gets more in proportion. */
  readonly milliseconds: number;
  readonly bytesPerMillisecond: number;
  readonly heapMegabytes: number;
  readonly webAssemblyBytes: number;
}

/** For comparison: the published VGG-19 (80 MB) takes 1 s, or 10 s on a busy processor, and 16 MB of WebAssembly memory. */
export const defaultLimits: ReadingLimits = {
  milliseconds: 4000,
  bytesPerMillisecond: 5000,
  heapMegabytes: 256,
  webAssemblyBytes: 2 ** 28,
};

/**
 * Reads each file of another program in its own thread, so that a damaged or hostile file can neither block the engine
 * nor use up its memory, and converting a good one does not delay other work.
 *
 * @param program the bundle of `worker.ts`
 * @returns functions like `readForeignNetwork` and `readForeignStyle`, which also throw 'bad-weights' when they exceed a limit
 */
export function isolatedReader(program: string, limits: ReadingLimits = defaultLimits): IsolatedReader {
  const read = async (path: string, expected: NetworkDescription | undefined) => {
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
  return {
    network: (path, expected) => read(path, expected) as Promise<ForeignNetwork>,
    style: (path) => read(path, undefined) as Promise<ForeignStyle>,
  };
}

export interface IsolatedReader {
  readonly network: (path: string, expected: NetworkDescription) => Promise<ForeignNetwork>;
  readonly style: (path: string) => Promise<ForeignStyle>;
}

function answer(worker: Worker, path: string, milliseconds: number): Promise<ForeignNetwork | ForeignStyle> {
  return new Promise((resolve, reject) => {
    const fail = (reason: l10n.Words, cause?: Error) => {
      reject(badWeights(path, reason, { cause }));
    };
    worker.on('message', (report: ReadingReport) => {
      if (report === 'ready') {
        setTimeout(
          fail,
          milliseconds,
          l10n.t`reading it takes too long: it may be damaged or malicious`,
        ).unref();
      } else if ('result' in report) resolve(report.result);
      else reject(StylizeError.fromData(report.error));
    });
    worker.on('error', (error: NodeJS.ErrnoException) => {
      const tooLarge = error.code === 'ERR_WORKER_OUT_OF_MEMORY';
      fail(
        tooLarge ? l10n.t`reading it needs too much memory` : l10n.t`it cannot be read (${error.message})`,
        error,
      );
    });
    worker.on('exit', () => {
      fail(l10n.t`it cannot be read`);
    });
  });
}
