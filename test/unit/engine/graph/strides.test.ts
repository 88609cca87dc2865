import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { gradients } from '../../../../src/engine/graph/gradients';
import { convolve } from '../../../../src/engine/graph/operators/convolution';
import { multiply, tanh } from '../../../../src/engine/graph/operators/elementwise';
import { input } from '../../../../src/engine/graph/operators/leaves';
import { sum } from '../../../../src/engine/graph/operators/reductions';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../src/engine/runtime/tfjs/backend';
import { tensorFlow } from '../../../support/tensorflow/tensorflow';

/*
 * A convolution that skips places, and a hyperbolic tangent: values and slopes against float64 loops and finite
 * differences.
 */

const [channels, outputs, side] = [3, 4, 3];

const wave = (length: number, seed: number) =>
  Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * seed));

interface Case {
  readonly height: number;
  readonly width: number;
  readonly pad: number;
  readonly stride: number;
}

const cases: readonly Case[] = [
  { height: 8, width: 8, pad: 1, stride: 2 },
  { height: 7, width: 6, pad: 0, stride: 2 },
  { height: 9, width: 11, pad: 2, stride: 3 },
];

const sizesOf = ({ height, width, pad, stride }: Case) => {
  const places = (length: number) => Math.floor((length + 2 * pad - side) / stride) + 1;
  return { rows: places(height), columns: places(width) };
};

/** Σ weight × tanh(convolution), in float64. */
function loss64(
  of: Case,
  x: ArrayLike<number>,
  kernel: ArrayLike<number>,
  weights: ArrayLike<number>,
): number {
  const { height, width, pad, stride } = of;
  const { rows, columns } = sizesOf(of);
  let loss = 0;
  for (let o = 0, i = 0; o < outputs; o++) {
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++, i++) {
        let value = 0;
        for (let c = 0; c < channels; c++) {
          for (let tap = 0; tap < side ** 2; tap++) {
            const y = row * stride - pad + Math.floor(tap / side);
            const at = column * stride - pad + (tap % side);
            if (y < 0 || y >= height || at < 0 || at >= width) continue;
            value += x[(c * height + y) * width + at]! * kernel[(o * channels + c) * side ** 2 + tap]!;
          }
        }
        loss += weights[i]! * Math.tanh(value / 4);
      }
    }
  }
  return loss;
}

function slopes64(values: Float32Array, loss: (values: Float64Array) => number): number[] {
  const step = 1e-6;
  return Array.from(values, (_, i) => {
    const at = (shift: number) => {
      const shifted = Float64Array.from(values);
      shifted[i]! += shift;
      return loss(shifted);
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

describe.each([
  ['ONNX Runtime', new OnnxBackend(ort, { executionProvider: 'cpu' })],
  ['TensorFlow.js', new TensorFlowBackend(tensorFlow)],
])('a convolution with a stride on %s', (_, backend) => {
  it.each(cases)('of $height×$width, pad $pad, stride $stride', async (of) => {
    const { height, width, pad, stride } = of;
    const { rows, columns } = sizesOf(of);
    const shapes = {
      x: [1, channels, height, width],
      kernel: [outputs, channels, side, side],
      weights: [1, outputs, rows, columns],
    } as const;
    const x = wave(channels * height * width, 1);
    const kernel = wave(outputs * channels * side ** 2, 2).map((value) => value / 4);
    const weights = wave(outputs * rows * columns, 3);

    const [picture, taps, factors] = [
      input('x', shapes.x),
      input('kernel', shapes.kernel),
      input('weights', shapes.weights),
    ];
    const loss = sum(multiply(tanh(convolve(picture, taps, undefined, pad, stride)), factors));
    const [ofPicture, ofTaps] = gradients(loss, [picture, taps]);
    const executable = await backend.compile({
      name: 'strides',
      outputs: new Map([
        ['loss', loss],
        ['x slope', ofPicture!],
        ['kernel slope', ofTaps!],
      ]),
    });
    const results = await executable.run(
      new Map(
        Object.entries({ x, kernel, weights }).map(([name, data]) => [
          name,
          { data, shape: shapes[name as 'x'] },
        ]),
      ),
    );

    const whole = kernel.map((value) => value * 4);
    expect(results.get('loss')!.data[0]).toBeCloseTo(loss64(of, x, whole, weights), 4);
    const near = (name: string, expected: readonly number[], factor: number) => {
      const { data } = results.get(name)!;
      expect(data).toHaveLength(expected.length);
      for (const [i, value] of expected.entries()) expect(data[i]).toBeCloseTo(value * factor, 3);
    };
    near(
      'x slope',
      slopes64(x, (values) => loss64(of, values, whole, weights)),
      1,
    );
    near(
      'kernel slope',
      slopes64(whole, (values) => loss64(of, x, values, weights)),
      4,
    );
    await executable.dispose();
  });
});
