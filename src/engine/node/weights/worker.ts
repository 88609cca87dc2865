import { parentPort, workerData } from 'node:worker_threads';

import { StylizeError } from '../../../channel/errors';
import type { ForeignNetwork } from '../../network/importers/foreign';
import type { ForeignStyle } from '../../network/styles/store';
import { usePlatform } from '../../platform/platform';
import { nodePlatform } from '../platform';
import type { ReadingReport, ReadingRequest } from './isolated';
import { limitWebAssemblyMemory } from './memory-limit';
import { readForeignNetwork } from './read-foreign';
import { readForeignStyle } from './read-style';

/** The thread of `isolatedReader`: reads one file and reports the result. */
async function main(): Promise<void> {
  const { path, expected, webAssemblyBytes } = workerData as ReadingRequest;
  usePlatform(nodePlatform);
  limitWebAssemblyMemory(webAssemblyBytes);
  try {
    const onReady = () => {
      report('ready');
    };
    const result = expected
      ? await readForeignNetwork(path, expected, onReady)
      : await readForeignStyle(path, onReady);
    report({ result }, arraysOf(result));
  } catch (error) {
    report({ error: StylizeError.from(error).toData() });
  }
}

/** Their memory is handed over rather than copied. */
function arraysOf(result: ForeignNetwork | ForeignStyle): ArrayBuffer[] {
  if ('parameters' in result) return buffersOf(result.parameters.values());
  const { style } = result;
  return style.kind === 'onnx'
    ? buffersOf([{ model: style.model }])
    : buffersOf(style.network.parameters.values());
}

function buffersOf(parts: Iterable<object>): ArrayBuffer[] {
  const arrays = [...parts].flatMap(
    (part) => Object.values(part) as (Uint8Array | Float32Array | undefined)[],
  );
  // What shares its memory with others, as small buffers of Node do, is copied.
  return arrays.flatMap((array) =>
    array && array.byteLength === array.buffer.byteLength ? [array.buffer as ArrayBuffer] : [],
  );
}

function report(message: ReadingReport, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

void main();
