import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { gradients } from '../../../../src/engine/graph/gradients';
import { scale } from '../../../../src/engine/graph/operators/elementwise';
import { input } from '../../../../src/engine/graph/operators/leaves';
import { elements, staticShape } from '../../../../src/engine/graph/shapes';
import { styleLosses } from '../../../../src/engine/losses/style/style-losses';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../src/engine/runtime/tfjs/backend';
import type { SummedStatistic } from '../../../../src/recipe/schema/conventions';
import { tensorFlow } from '../../../support/tensorflow/tensorflow';

const [channels, height, width] = [3, 4, 5];
const size = channels * height * width;
const features = Float32Array.from({ length: 2 * size }, (_, i) => 3 + 2 * Math.sin(12.9898 * i));

/** A style loss of a batch, and its gradient with respect to the features. */
async function evaluate(
  backend: OnnxBackend | TensorFlowBackend,
  statistic: SummedStatistic,
  data: Float32Array,
) {
  const shape = [data.length / size, channels, height, width];
  const style = styleLosses[statistic];
  const targetShape = staticShape(style.targetShape(channels));
  const [x, target] = [input('x', shape), input('target', targetShape)];
  const loss = style.score(scale(style.statistic(x, undefined, target), 1 / (height * width)), target);
  const outputs = new Map([
    ['loss', loss],
    ['slope', gradients(loss, [x])[0]!],
  ]);
  const executable = await backend.compile({ name: 'batch', outputs });
  const targetData = Float32Array.from({ length: elements(targetShape) }, (_, i) => 1 + Math.sin(7 * i) / 3);
  const results = await executable.run(
    new Map([
      ['x', { data, shape }],
      ['target', { data: targetData, shape: targetShape }],
    ]),
  );
  const [found, slope] = ['loss', 'slope'].map((name) => results.get(name)!.data.slice());
  await executable.dispose();
  return { loss: found![0]!, slope: [...slope!] };
}

describe.each([
  ['ONNX Runtime', new OnnxBackend(ort, { executionProvider: 'cpu' })],
  ['TensorFlow.js', new TensorFlowBackend(tensorFlow)],
])('with %s', (_, backend) => {
  it.each(['gram', 'covariance', 'mean'] as const)(
    'the loss of a batch is the sum of those of its pictures: %s',
    async (statistic) => {
      const [first, second, both] = await Promise.all(
        [features.slice(0, size), features.slice(size), features].map((data) =>
          evaluate(backend, statistic, data),
        ),
      );

      expect(both!.loss / (first!.loss + second!.loss)).toBeCloseTo(1, 5);
      const apart = [...first!.slope, ...second!.slope];
      const largest = Math.max(...apart.map(Math.abs));
      for (const [i, value] of apart.entries()) expect((both!.slope[i]! - value) / largest).toBeCloseTo(0, 5);
    },
  );
});
