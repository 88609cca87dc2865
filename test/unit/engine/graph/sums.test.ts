import * as ort from 'onnxruntime-node';
import { expect, it } from 'vitest';

import { input } from '../../../../src/engine/graph/operators/leaves';
import { sum, sumOfSquares } from '../../../../src/engine/graph/operators/reductions';
import type { Value } from '../../../../src/engine/graph/value';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';

const shape = [1, 128, 128, 128];
const values = Float32Array.from({ length: 128 ** 3 }, (_, i) => 100 * Math.abs(Math.sin(i * 0.7)) ** 3);

async function evaluate(reduce: (x: Value) => Value): Promise<number> {
  const backend = new OnnxBackend(ort, { executionProvider: 'cpu' });
  const outputs = new Map([['y', reduce(input('x', shape))]]);
  const executable = await backend.compile({ name: 'sum', outputs });
  const y = (await executable.run(new Map([['x', { data: values, shape }]]))).get('y')!;
  await executable.dispose();
  expect(y.shape).toEqual([]);
  return Number(y.data[0]);
}

const doubleSum = (of: (value: number) => number) => values.reduce((sum, value) => sum + of(value), 0);

it('adds up two million values to the precision of float32', async () => {
  const added = await evaluate(sum);

  expect(added / doubleSum((value) => value) - 1).toBeCloseTo(0, 6);
});

it('adds up two million squares to the precision of float32', async () => {
  const added = await evaluate(sumOfSquares);

  expect(added / doubleSum((value) => value ** 2) - 1).toBeCloseTo(0, 6);
});
