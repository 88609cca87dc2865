import { Emitter } from '../emitter';
import type { OnnxRuntime } from '../runtime';
import { BlockedGraph } from './graph';

const sizes = new WeakMap<OnnxRuntime, Promise<number | undefined>>();

/**
 * How many channels ONNX Runtime's convolutions take at a time on this processor: 16 with AVX-512 and on Arm, 8 with AVX2.
 * Undefined where it has no such kernels. The runtime does not say; but it fills channels up to whole blocks.
 */
export function blockSize(ort: OnnxRuntime): Promise<number | undefined> {
  let size = sizes.get(ort);
  if (!size) sizes.set(ort, (size = measure(ort).catch(() => undefined)));
  return size;
}

async function measure(ort: OnnxRuntime): Promise<number | undefined> {
  const channels = 4;
  const shape = [1, channels, 1, 1];
  const emitter = new Emitter('block size');
  const graph = new BlockedGraph(emitter, 1, [], []);
  const blocked = graph.node('ReorderInput', [emitter.input('x', shape)], {}, channels);
  emitter.output('y', blocked, ['N', 'C', 'H', 'W']);
  const session = await ort.InferenceSession.create(emitter.build().file, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    logSeverityLevel: 3,
  });
  const { y } = await session.run({ x: new ort.Tensor('float32', new Float32Array(channels), shape) });
  await session.release();
  const size = y!.dims[1]!;
  return size > channels ? size : undefined;
}
