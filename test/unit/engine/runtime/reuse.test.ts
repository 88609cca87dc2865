import * as ort from 'onnxruntime-node';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Program } from '../../../../src/engine/graph/program';
import type { Encoding } from '../../../../src/engine/losses/encodings';
import type { ObjectiveSpecification } from '../../../../src/engine/losses/objective-graph';
import type { Network } from '../../../../src/engine/network/network';
import type { Executable } from '../../../../src/engine/runtime/computation';
import type { Reuse } from '../../../../src/engine/runtime/graph-backend';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { KeptEncodings } from '../../../../src/engine/runtime/reuse/kept-encodings';
import { KeptPrograms } from '../../../../src/engine/runtime/reuse/kept-programs';
import { TensorFlowBackend } from '../../../../src/engine/runtime/tfjs/backend';
import { randomImage } from '../../../support/pictures/random-image';
import { randomNetwork } from '../../../support/reference/random-network';
import { tensorFlow } from '../../../support/tensorflow/tensorflow';

const mostBytes = 1e8;
const network = randomNetwork(1, [4, 6]);
const options = { pooling: 'max', padding: 'zero' } as const;
const gram: Encoding = { layer: 'relu2_1', kind: 'gram' };
const side = 24;
const specification: ObjectiveSpecification = {
  ...options,
  width: side,
  height: side,
  terms: [
    { kind: 'content', name: 'content', layer: 'relu2_1' },
    { kind: 'gram', name: 'style', layer: 'relu1_1', normalization: 1e-3 },
  ],
};
const contentSize = 6 * (side / 2) ** 2;

/** Counts what it does anew. */
function counting(reuse: Reuse | undefined, kind: 'onnx' | 'tfjs') {
  const count = { compiled: 0, disposed: 0, run: 0 };
  const counted = (executable: Executable): Executable => ({
    set: (name, values) => {
      executable.set(name, values);
    },
    run: (feeds) => (count.run++, executable.run(feeds)),
    forget: () => {
      executable.forget();
    },
    dispose: () => (count.disposed++, executable.dispose()),
  });
  const backend =
    kind === 'onnx'
      ? new (class extends OnnxBackend {
          override async compile(program: Program) {
            count.compiled++;
            return counted(await super.compile(program));
          }
        })(ort, { executionProvider: 'cpu', ...(reuse && { reuse }) })
      : new (class extends TensorFlowBackend {
          override async compile(program: Program) {
            count.compiled++;
            return counted(await super.compile(program));
          }
        })(tensorFlow, reuse);
  return { backend, count };
}

describe.each(['onnx', 'tfjs'] as const)('what a backend keeps (%s)', (kind) => {
  let reuse: Reuse;
  let on: ReturnType<typeof counting>;
  beforeEach(() => {
    reuse = { programs: new KeptPrograms(mostBytes), encodings: new KeptEncodings(1e6) };
    on = counting(reuse, kind);
  });

  /** A step of a picture of its own. */
  async function step(seed: number, { backend } = on, from: Network = network) {
    const objective = await backend.createObjective(from, specification);
    try {
      objective.setFactor('content', 1 + seed);
      objective.setFactor('style', 2);
      objective.setTarget('content', randomImage(seed, contentSize / 3, 1));
      objective.setTarget('style', randomImage(seed, 16, 1).subarray(0, 16));
      const { values, gradient } = await objective.evaluate(randomImage(seed + 10, side, side));
      return [values.slice(), gradient.slice()];
    } finally {
      await objective.dispose();
    }
  }

  it('is compiled once for pictures of one size, and gives the same bytes', async () => {
    const fresh = counting(undefined, kind);
    for (const seed of [1, 2, 3]) expect(await step(seed)).toEqual(await step(seed, fresh));

    expect(on.count).toMatchObject({ compiled: 1, disposed: 0 });
    expect(fresh.count).toMatchObject({ compiled: 3, disposed: 3 });
  });

  it('is not shared: two at work at once are two programs', async () => {
    const atWork = await on.backend.createObjective(network, specification);
    const result = await step(2);
    await atWork.dispose();

    expect(on.count.compiled).toBe(2);
    expect(result).toEqual(await step(2, counting(undefined, kind)));
    // Of two that do the same, one is kept.
    expect(on.count.disposed).toBe(1);
  });

  it('has forgotten the targets of the picture before', async () => {
    await step(1);
    const objective = await on.backend.createObjective(network, specification);
    objective.setFactor('content', 1);
    objective.setFactor('style', 1);
    objective.setTarget('content', new Float32Array(contentSize));

    await expect(objective.evaluate(randomImage(1, side, side))).rejects.toThrow();
    await objective.dispose();
  });

  it('is told by the weights themselves: one that differs in a single number is another network', async () => {
    await step(1);
    const parameters = new Map(network.parameters);
    const { kernel, bias } = parameters.get('conv1_2')!;
    const changed = { ...network, parameters: parameters.set('conv1_2', { kernel, bias: bias.with(0, 1) }) };

    const result = await step(1, on, changed);

    expect(on.count.compiled).toBe(2);
    // The one before has made room.
    expect(on.count.disposed).toBe(1);
    expect(result).toEqual(await step(1, counting(undefined, kind), changed));
  });

  it('is the same for a network that was read a second time', async () => {
    const again = {
      ...network,
      parameters: new Map(
        [...network.parameters].map(([name, { kernel, bias }]) => [
          name,
          { kernel: kernel.slice(), bias: bias.slice() },
        ]),
      ),
    };
    // What is kept of another object makes room first; a program at work does not.
    const busy = await on.backend.createObjective(network, specification);
    const other = await on.backend.createObjective(again, specification);
    await busy.dispose();
    await other.dispose();

    expect(reuse.programs.bytes).toBeGreaterThan(0);
    expect(on.count).toMatchObject({ compiled: 2, disposed: 1 });
  });

  it('stays within its bounds, and gives way', async () => {
    await step(1);
    expect(reuse.programs.bytes).toBeGreaterThan(4 * 6 * side * side);
    await reuse.programs.limit(1000);
    expect(on.count.disposed).toBe(1);
    expect(reuse.programs.bytes).toBe(0);

    await step(1);
    expect(on.count).toMatchObject({ compiled: 2, disposed: 2 });
    expect(reuse.programs.bytes).toBe(0);
  });

  it('gives way to a program that cannot be compiled beside it, and does not keep one that has failed', async () => {
    await step(1);
    const { backend } = on;
    const compile = backend.compile.bind(backend);
    let failures = 1;
    backend.compile = (program) =>
      failures-- > 0 ? Promise.reject(new Error('out of memory')) : compile(program);
    const encoder = await backend.createEncoder(network, [gram], options);
    expect(on.count).toMatchObject({ compiled: 2, disposed: 1 });

    await expect(encoder.encode(new Float32Array(5), 4, 3)).rejects.toThrow();
    await encoder.dispose();
    expect(on.count).toMatchObject({ compiled: 2, disposed: 2 });
  });

  it('remembers what became of a picture that comes again, by its pixels', async () => {
    const encode = async (image: Float32Array) => {
      const encoder = await on.backend.createEncoder(network, [gram], options);
      const encoded = await encoder.encode(image, 16, 12);
      await encoder.dispose();
      return encoded.get('relu2_1 gram')!.data.slice();
    };
    const style = randomImage(3, 16, 12);
    const first = await encode(style);
    expect(await encode(style.slice())).toEqual(first);
    expect(await encode(style)).toEqual(first);
    expect(on.count.run).toBe(2);

    expect(await encode(style.map((value) => 255 - value))).not.toEqual(first);
    expect(on.count.run).toBe(3);

    reuse.encodings.release();
    expect(await encode(style)).toEqual(first);
    expect(on.count.run).toBe(4);
  });
});
