import * as tf from '@tensorflow/tfjs-core';
import * as ort from 'onnxruntime-node';
import { describe, expect, it } from 'vitest';

import { gradients } from '../../../../src/engine/graph/gradients';
import { sumTo } from '../../../../src/engine/graph/operators/broadcasting';
import { convolve } from '../../../../src/engine/graph/operators/convolution';
import {
  add,
  divide,
  multiply,
  relu,
  scale,
  square,
  squareRoot,
  subtract,
} from '../../../../src/engine/graph/operators/elementwise';
import { constant, input } from '../../../../src/engine/graph/operators/leaves';
import type { Value } from '../../../../src/engine/graph/value';
import { contentLoss } from '../../../../src/engine/losses/content';
import { OnnxBackend } from '../../../../src/engine/runtime/onnx/backend';
import { TensorFlowBackend } from '../../../../src/engine/runtime/tfjs/backend';
import { tensorFlow } from '../../../support/tensorflow/tensorflow';

/*
 * A batch of two through a convolution, a rectifier and an instance normalisation (Ulyanov et al. 2016), compared with
 * features: what a network's training differentiates.
 */

const [pictures, channels, height, width, outputs] = [2, 3, 6, 5, 4];
const positions = height * width;
const epsilon = 1e-3;

const shapes = {
  x: [pictures, channels, height, width],
  kernel: [outputs, channels, 3, 3],
  bias: [outputs],
  scale: [1, outputs, 1, 1],
  shift: [1, outputs, 1, 1],
  target: [pictures, outputs, height, width],
} as const;
type Name = keyof typeof shapes;
const names = Object.keys(shapes) as Name[];
const parameters = ['kernel', 'bias', 'scale', 'shift'] as const;

const data = Object.fromEntries(
  names.map((name, seed) => [
    name,
    Float32Array.from(
      { length: shapes[name].reduce((a: number, b) => a * b, 1) },
      (_, i) => Math.sin(12.9898 * (i + 1) + 78.233 * (seed + 1)) + (name === 'scale' ? 2 : 0),
    ),
  ]),
) as Record<Name, Float32Array>;

function instanceNormalization(x: Value, gain: Value, shift: Value): Value {
  const means = (value: Value) => scale(sumTo(value, [pictures, outputs, 1, 1]), 1 / positions);
  const centered = subtract(x, means(x));
  const deviation = squareRoot(add(means(square(centered)), constant(epsilon)));
  return add(multiply(divide(centered, deviation), gain), shift);
}

async function derived(backend: OnnxBackend | TensorFlowBackend): Promise<Map<string, Float32Array>> {
  const values = Object.fromEntries(names.map((name) => [name, input(name, shapes[name])])) as Record<
    Name,
    Value
  >;
  const features = relu(convolve(values.x, values.kernel, values.bias, 1));
  const loss = contentLoss(instanceNormalization(features, values.scale, values.shift), values.target);
  const slopes = gradients(
    loss,
    parameters.map((name) => values[name]),
  );
  const executable = await backend.compile({
    name: 'training',
    outputs: new Map(parameters.map((name, index) => [`${name} slope`, slopes[index]!])),
  });
  const results = await executable.run(
    new Map(names.map((name) => [name, { data: data[name], shape: shapes[name] }])),
  );
  const found = new Map(parameters.map((name) => [name as string, results.get(`${name} slope`)!]));
  for (const name of parameters) expect(found.get(name)!.shape).toEqual(shapes[name]);
  const copies = [...found].map(([name, values]) => [name, values.data.slice()] as const);
  await executable.dispose();
  return new Map(copies);
}

/** The loss in float64 loops. */
function loss64(given: Record<Name, ArrayLike<number>>): number {
  let loss = 0;
  for (let n = 0; n < pictures; n++) {
    for (let o = 0; o < outputs; o++) {
      const map: number[] = [];
      for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
          let sum = given.bias[o]!;
          for (let c = 0; c < channels; c++) {
            for (let dy = -1; dy <= 1; dy++) {
              for (let dx = -1; dx <= 1; dx++) {
                if (y + dy < 0 || y + dy >= height || x + dx < 0 || x + dx >= width) continue;
                const pixel = given.x[((n * channels + c) * height + y + dy) * width + x + dx]!;
                sum += pixel * given.kernel[(o * channels + c) * 9 + 3 * (dy + 1) + dx + 1]!;
              }
            }
          }
          map.push(Math.max(sum, 0));
        }
      }
      const mean = map.reduce((a, b) => a + b) / positions;
      const variance = map.reduce((sum, value) => sum + (value - mean) ** 2, 0) / positions;
      for (const [p, value] of map.entries()) {
        const normalized = (value - mean) / Math.sqrt(variance + epsilon);
        const difference =
          normalized * given.scale[o]! + given.shift[o]! - given.target[(n * outputs + o) * positions + p]!;
        loss += difference ** 2;
      }
    }
  }
  return loss;
}

function finiteDifferences(name: Name): number[] {
  const step = 1e-6;
  return Array.from(data[name], (_, i) => {
    const at = (shift: number) => {
      const shifted = Float64Array.from(data[name]);
      shifted[i]! += shift;
      return loss64({ ...data, [name]: shifted });
    };
    return (at(step) - at(-step)) / (2 * step);
  });
}

/** With TensorFlow.js's own operators and differentiation, in its own layout. */
function autodiff(): Map<string, Float32Array> {
  const slopes = tf.tidy(() => {
    const planar = (name: Name) => tf.transpose(tf.tensor(data[name], [...shapes[name]]), [0, 2, 3, 1]);
    const [x, target] = [planar('x') as tf.Tensor4D, planar('target')];
    const loss = (kernel: tf.Tensor, bias: tf.Tensor, gain: tf.Tensor, shift: tf.Tensor) => {
      const convolved = tf.conv2d(x, tf.transpose(kernel, [2, 3, 1, 0]) as tf.Tensor4D, 1, 'same');
      const features = tf.relu(tf.add(convolved, bias));
      const { mean, variance } = tf.moments(features, [1, 2], true);
      const normalized = tf.div(tf.sub(features, mean), tf.sqrt(tf.add(variance, epsilon)));
      const shaped = (parameter: tf.Tensor) => tf.reshape(parameter, [1, 1, 1, outputs]);
      const y = tf.add(tf.mul(normalized, shaped(gain)), shaped(shift));
      return tf.sum<tf.Scalar>(tf.squaredDifference(y, target));
    };
    const given = parameters.map((name) => tf.tensor(data[name], [...shapes[name]]));
    return tf
      .grads(loss as Parameters<typeof tf.grads>[0])(given)
      .map((slope) => slope.dataSync<'float32'>());
  });
  return new Map(parameters.map((name, index) => [name, slopes[index]!]));
}

function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const difference = Array.from(expected, (value, i) => actual[i]! - value);
  return Math.hypot(...difference) / Math.hypot(...Array.from(expected));
}

describe.each([
  ['ONNX Runtime', new OnnxBackend(ort, { executionProvider: 'cpu' })],
  ['TensorFlow.js', new TensorFlowBackend(tensorFlow)],
])('with %s, the slopes of a content loss with respect to a network’s weights', (_, backend) => {
  it('agree with float64 finite differences and with TensorFlow.js autodiff', async () => {
    const slopes = await derived(backend);
    const automatic = autodiff();
    for (const name of parameters) {
      expect(relativeError(slopes.get(name)!, finiteDifferences(name)), name).toBeLessThan(1e-3);
      expect(relativeError(slopes.get(name)!, automatic.get(name)!), name).toBeLessThan(1e-4);
    }
  });
});
