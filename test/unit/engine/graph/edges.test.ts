import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { gradients } from '../../../../src/engine/graph/gradients';
import { multiply } from '../../../../src/engine/graph/operators/elementwise';
import { input } from '../../../../src/engine/graph/operators/leaves';
import { sum } from '../../../../src/engine/graph/operators/reductions';
import { pad } from '../../../../src/engine/graph/operators/shaping';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../src/engine/runtime/tfjs/backend';
import { tensorFlow } from '../../../support/tensorflow/tensorflow';

const [height, width] = [4, 5];
const x = Float32Array.from({ length: height * width }, (_, i) => i + 1);

const backends = [
  ['ONNX Runtime', new OnnxBackend(ort, { executionProvider: 'cpu' })],
  ['TensorFlow.js', new TensorFlowBackend(tensorFlow)],
] as const;

/** Rows above, columns to the left, rows below, columns to the right. */
const borders = [
  [1, 1, 1, 1],
  [2, 2, 2, 2],
  [3, 0, 1, 2],
  [0, 4, 0, 3],
] as const;

/** The element that is repeated beyond the border, by what fills it. */
const sourceOf = {
  edge: (index: number, size: number) => Math.min(Math.max(index, 0), size - 1),
  reflect: (index: number, size: number) => {
    const inside = Math.abs(index);
    return inside < size ? inside : 2 * (size - 1) - inside;
  },
} as const;

const cases = backends.flatMap(([library, backend]) =>
  (['edge', 'reflect'] as const).map((filling) => ({ library, backend, filling })),
);

describe.each(cases)('a border of copies, $filling, on $library', ({ backend, filling }) => {
  it.each(borders)('%i above, %i left, %i below, %i right', async (top, left, bottom, right) => {
    const [rows, columns] = [top + height + bottom, left + width + right];
    const weights = Float32Array.from({ length: rows * columns }, (_, i) => (i % 7) - 2);
    const source = sourceOf[filling];
    const sources = Array.from(weights, (_, i) => {
      const row = source(Math.floor(i / columns) - top, height);
      return row * width + source((i % columns) - left, width);
    });
    const gradient = new Array<number>(x.length).fill(0);
    for (const [i, from] of sources.entries()) gradient[from]! += weights[i]!;

    const [value, factors] = [input('x', [1, 1, height, width]), input('weights', [1, 1, rows, columns])];
    const padded = pad(value, { before: [0, 0, top, left], after: [0, 0, bottom, right] }, filling);
    const [slope] = gradients(sum(multiply(padded, factors)), [value]);
    const executable = await backend.compile({
      name: filling,
      outputs: new Map([
        ['padded', padded],
        ['gradient', slope!],
      ]),
    });
    const results = await executable.run(
      new Map([
        ['x', { data: x, shape: [1, 1, height, width] }],
        ['weights', { data: weights, shape: [1, 1, rows, columns] }],
      ]),
    );

    expect([...results.get('padded')!.data]).toEqual(sources.map((from) => x[from]));
    expect([...results.get('gradient')!.data]).toEqual(gradient);
    await executable.dispose();
  });
});
