import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';

import { GraphBuilder, type Tensor } from '../../../src/engine/graph/builder';
import { OnnxBackend } from '../../../src/engine/runtime/onnx-backend';

const shape = [1, 128, 128, 128];
const values = Float32Array.from({ length: 128 ** 3 }, (_, i) => 100 * Math.abs(Math.sin(i * 0.7)) ** 3);

async function evaluate(emit: (g: GraphBuilder, x: Tensor) => Tensor): Promise<number> {
  const g = new GraphBuilder('sum');
  g.output('y', emit(g, g.input('x', shape)));
  const session = await new OnnxBackend(ort, { executionProvider: 'cpu' }).createSession(g.build());
  const { y } = await session.run({ x: new ort.Tensor('float32', values, shape) });
  await session.release();
  expect(y!.dims).toEqual([]);
  return Number(y!.data[0]);
}

const doubleSum = (of: (value: number) => number) => values.reduce((sum, value) => sum + of(value), 0);

it('adds up two million values to the precision of float32', async () => {
  const sum = await evaluate((g, x) => g.sum(x));

  expect(sum / doubleSum((value) => value) - 1).toBeCloseTo(0, 6);
});

it('adds up two million squares to the precision of float32', async () => {
  const sum = await evaluate((g, x) => g.sumOfSquares(x));

  expect(sum / doubleSum((value) => value ** 2) - 1).toBeCloseTo(0, 6);
});
