import { rm } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';

import * as ort from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { startRuntimeThread, type RuntimeThread } from '../../../../src/engine/node/runtime-thread/thread';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { Emitter } from '../../../../src/engine/runtime/onnx/emitter';
import type { OnnxRuntime } from '../../../../src/engine/runtime/onnx/runtime';
import { randomImage } from '../../../support/pictures/random-image';
import { threadProgram } from '../../../support/programs/thread-program';
import { randomNetwork } from '../../../support/reference/random-network';

let program: string;
let thread: RuntimeThread;
beforeAll(async () => {
  program = await threadProgram('src/engine/node/runtime-thread/worker.ts');
  thread = await startRuntimeThread(program, ort);
});
afterAll(() => rm(program, { force: true }));

const network = randomNetwork(1, [4, 6]);
const options = { pooling: 'max', padding: 'zero' } as const;

/** Three evaluations of a picture's loss and gradient. */
async function evaluations(runtime: OnnxRuntime, side: number) {
  const objective = await new OnnxBackend(runtime, { executionProvider: 'cpu' }).createObjective(network, {
    ...options,
    width: side,
    height: side,
    terms: [
      { kind: 'content', name: 'content', layer: 'relu2_1' },
      { kind: 'gram', name: 'style', layer: 'relu1_1', normalization: 1e-3 },
    ],
  });
  for (const term of ['content', 'style']) objective.setFactor(term, 1);
  objective.setTarget('content', new Float32Array(6 * (side / 2) ** 2).fill(3));
  objective.setTarget('style', new Float32Array(16).fill(2));
  const results = [];
  for (const seed of [1, 2, 3]) {
    const { values, gradient } = await objective.evaluate(randomImage(seed, side, side));
    results.push([...values], gradient.slice());
  }
  await objective.dispose();
  return results;
}

/** What an encoder makes of pictures of two sizes. */
async function encodings(runtime: OnnxRuntime) {
  const encoder = await new OnnxBackend(runtime, { executionProvider: 'cpu' }).createEncoder(
    network,
    [
      { layer: 'relu2_1', kind: 'features' },
      { layer: 'relu1_1', kind: 'gram' },
    ],
    options,
  );
  const results = [];
  for (const side of [16, 24]) results.push(await encoder.encode(randomImage(side, side, side), side, side));
  await encoder.dispose();
  return results;
}

/** A session that multiplies large matrices for about a second, its input and its output. */
async function slowSession({ InferenceSession, Tensor }: OnnxRuntime) {
  const side = 1400;
  const emitter = new Emitter('slow');
  let product = emitter.input('x', [side, side]);
  for (let i = 0; i < 20; i++) product = emitter.node('MatMul', [product, 'x'], {});
  emitter.output('y', product, [side, side]);
  const session = await InferenceSession.create(emitter.build().file, { executionProviders: ['cpu'] });
  const tensor = (value: number) =>
    new Tensor('float32', new Float32Array(side ** 2).fill(value), [side, side]);
  return { session, x: tensor(1 / side), y: tensor(0) };
}

describe('a runtime in a thread', () => {
  it('computes the same bytes', async () => {
    expect(await evaluations(thread.runtime, 16)).toEqual(await evaluations(ort, 16));
    expect(await encodings(thread.runtime)).toEqual(await encodings(ort));
  });

  it('leaves this thread free while a session runs, which is told as busy', async () => {
    const { session, x, y } = await slowSession(thread.runtime);
    let ticks = 0;

    const run = session.run({ x }, { y });
    await wait(1);
    expect(thread.isBusy()).toBe(true);
    const ticking = setInterval(() => ticks++, 5);
    await run;
    clearInterval(ticking);
    expect(thread.isBusy()).toBe(false);

    expect(ticks).toBeGreaterThan(5);
    expect(y.data[0]).toBeCloseTo(1 / 1400, 5);
    await session.release();
  });

  it('releases a session after its run, without keeping anybody waiting', async () => {
    const { session, x, y } = await slowSession(thread.runtime);
    const order: string[] = [];

    const run = session.run({ x }, { y }).then(() => order.push('run'));
    await session.release();
    order.push('released');
    const next = evaluations(thread.runtime, 8).then((results) => {
      order.push('next');
      return results;
    });

    expect(await next).toEqual(await evaluations(ort, 8));
    await run;
    expect(order).toEqual(['released', 'run', 'next']);
    expect(thread.isBusy()).toBe(false);
  });

  it('runs one session twice at once in turn, each with its own numbers', async () => {
    const { InferenceSession, Tensor } = thread.runtime;
    const emitter = new Emitter('sum');
    emitter.output('y', emitter.node('Add', [emitter.input('x', [2]), 'x']), [2]);
    const session = await InferenceSession.create(emitter.build().file, { executionProviders: ['cpu'] });
    const x = (...values: number[]) => new Tensor('float32', Float32Array.from(values), [2]);

    const sums = await Promise.all([session.run({ x: x(1, 2) }), session.run({ x: x(3, 4) })]);

    expect(sums.map(({ y }) => [...(y!.data as Float32Array)])).toEqual([
      [2, 4],
      [6, 8],
    ]);
    await session.release();
  });

  it('passes on what the runtime says of a model or a tensor that it does not take', async () => {
    const { InferenceSession, Tensor } = thread.runtime;
    await expect(
      InferenceSession.create(new Uint8Array([1, 2, 3]), { executionProviders: ['cpu'] }),
    ).rejects.toThrow(/protobuf/i);

    const emitter = new Emitter('sum');
    emitter.output('y', emitter.node('Add', [emitter.input('x', [2]), 'x']), [2]);
    const session = await InferenceSession.create(emitter.build().file, { executionProviders: ['cpu'] });
    const wrong = new Tensor('float32', new Float32Array(3), [3]);
    await expect(session.run({ x: wrong })).rejects.toThrow(/dimension/i);

    const right = new Tensor('float32', Float32Array.of(1, 2), [2]);
    await expect(session.run({ x: right })).resolves.toMatchObject({ y: { dims: [2] } });
    await session.release();
  });

  it('fails to start without its program', async () => {
    await expect(startRuntimeThread(`${program}.missing`, ort)).rejects.toThrow(/Cannot find module/);
  });
});

it('ends an evaluation for whoever waits as soon as it is aborted, and the backend goes on as if nothing had been', async () => {
  const backend = new OnnxBackend(thread.runtime, { executionProvider: 'cpu' });
  const side = 320;
  const objective = await backend.createObjective(randomNetwork(2, [64, 96]), {
    ...options,
    width: side,
    height: side,
    terms: [{ kind: 'content', name: 'content', layer: 'relu2_1' }],
  });
  objective.setFactor('content', 1);
  objective.setTarget('content', new Float32Array(96 * (side / 2) ** 2));
  const whole = (await objective.evaluate(randomImage(1, side, side))).gradient.slice();
  const controller = new AbortController();

  const evaluation = objective.evaluate(randomImage(2, side, side), controller.signal);
  await wait(1);
  controller.abort();

  await expect(evaluation).rejects.toBe(controller.signal.reason);
  expect(thread.isBusy()).toBe(true);
  expect((await objective.evaluate(randomImage(1, side, side))).gradient).toEqual(whole);
  await objective.dispose();
});
