import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import '@tensorflow/tfjs-core/dist/register_all_gradients';

import type { Evaluation, Objective } from '../../src/engine/runtime/backend';
import type { ObjectiveSpecification, Term } from '../../src/engine/losses/objective-graph';
import type { Network } from '../../src/engine/network/network';

/**
 * The losses written with TensorFlow.js, whose own autodiff gives the gradient: a second derivation that has to agree
 * with the engine's graphs. Feature maps are NHWC here, as TensorFlow wants them.
 */
export class TensorFlowObjective implements Objective {
  private readonly factors = new Map<string, number>();
  private readonly targets = new Map<string, Float32Array>();

  constructor(
    private readonly network: Network,
    private readonly specification: ObjectiveSpecification,
  ) {}

  setFactor(term: string, factor: number): void {
    this.factors.set(term, factor);
  }

  setTarget(term: string, target: Float32Array): void {
    this.targets.set(term, target);
  }

  evaluate(image: Float32Array): Promise<Evaluation> {
    const { width, height, terms } = this.specification;
    const values = new Float32Array(terms.length);
    const gradient = tf.tidy(() => {
      const planar = tf.tensor(image, [3, height, width]);
      const total = tf.grad((x: tf.Tensor) => {
        const nhwc = tf.expandDims<tf.Tensor4D>(tf.transpose(x, [1, 2, 0]), 0);
        const activations = this.forward(nhwc);
        const losses = terms.map((term, index) => {
          const loss = this.loss(term, nhwc, activations);
          values[index] = loss.dataSync()[0]!;
          return tf.mul(loss, this.factors.get(term.name)!);
        });
        return losses.reduce((a, b) => tf.add(a, b));
      });
      return total(planar).dataSync() as Float32Array;
    });
    return Promise.resolve({ values, gradient });
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  private forward(image: tf.Tensor4D): Map<string, tf.Tensor4D> {
    const { input, layers } = this.network.description;
    const activations = new Map<string, tf.Tensor4D>();
    const centred = tf.sub(image, tf.tensor1d(input.mean));
    const scaled = tf.div<tf.Tensor4D>(centred, tf.tensor1d(input.deviation));
    let x = input.channelOrder === 'bgr' ? tf.reverse(scaled, 3) : scaled;
    let first = true;
    for (const layer of layers) {
      if (layer.kind === 'convolution') {
        const { kernel, bias } = this.network.parameters.get(layer.name)!;
        const oihw = tf.tensor(kernel, [layer.outputChannels, layer.inputChannels, 3, 3]);
        const hwio = tf.transpose<tf.Tensor4D>(oihw as tf.Tensor4D, [2, 3, 1, 0]);
        const replicate = first && this.specification.padding === 'replicate';
        const convolved = replicate
          ? tf.conv2d(replicated(x), hwio, 1, 'valid')
          : tf.conv2d(x, hwio, 1, 'same');
        x = tf.add(convolved, tf.tensor1d(bias));
        first = false;
      } else if (layer.kind === 'relu') {
        x = tf.relu(x);
        activations.set(layer.name, x);
      } else {
        if (x.shape[1] < 2 || x.shape[2] < 2) break;
        x = pooled(x, this.specification.pooling);
      }
    }
    return activations;
  }

  private loss(term: Term, image: tf.Tensor4D, activations: Map<string, tf.Tensor4D>): tf.Scalar {
    if (term.kind === 'total-variation') return totalVariation(image, term.variant);
    const features = activations.get(term.layer)!;
    const [, height, width, channels] = features.shape;
    const target = this.targets.get(term.name)!;
    if (term.kind === 'content') {
      const nhwc = tf.transpose(tf.tensor(target, [1, channels, height, width]), [0, 2, 3, 1]);
      return tf.sum(tf.squaredDifference(features, nhwc));
    }
    const rows = tf.reshape(features, [height * width, channels]);
    const gram = tf.mul(tf.matMul(rows, rows, true, false), term.normalization);
    return tf.sum(tf.squaredDifference(gram, tf.tensor(target, [channels, channels])));
  }
}

function replicated(x: tf.Tensor4D): tf.Tensor4D {
  const [, height, width, channels] = x.shape;
  const rows = tf.concat(
    [
      tf.slice(x, [0, 0, 0, 0], [1, 1, width, channels]),
      x,
      tf.slice(x, [0, height - 1, 0, 0], [1, 1, width, channels]),
    ],
    1,
  );
  const tall = height + 2;
  return tf.concat(
    [
      tf.slice(rows, [0, 0, 0, 0], [1, tall, 1, channels]),
      rows,
      tf.slice(rows, [0, 0, width - 1, 0], [1, tall, 1, channels]),
    ],
    2,
  );
}

function pooled(x: tf.Tensor4D, kind: ObjectiveSpecification['pooling']): tf.Tensor4D {
  if (kind === 'max') return tf.maxPool(x, 2, 2, 'valid');
  if (kind === 'average') return tf.mul(tf.avgPool(x, 2, 2, 'valid'), 2);
  const sumOfSquares = tf.mul(tf.avgPool(tf.square(x), 2, 2, 'valid'), 4);
  return tf.mul(tf.sqrt(tf.add(sumOfSquares, 1e-20)), 0.78);
}

function totalVariation(
  image: tf.Tensor4D,
  variant: Extract<Term, { kind: 'total-variation' }>['variant'],
): tf.Scalar {
  const [, height, width] = image.shape;
  const part = (top: number, left: number, rows: number, columns: number) =>
    tf.slice(image, [0, top, left, 0], [1, rows, columns, 3]);
  if (variant === 'absolute' || variant.startsWith('squared-mean') || variant === 'squared-sum') {
    const dy = tf.sub(part(1, 0, height - 1, width), part(0, 0, height - 1, width));
    const dx = tf.sub(part(0, 1, height, width - 1), part(0, 0, height, width - 1));
    if (variant === 'absolute') return tf.add(tf.sum(tf.abs(dy)), tf.sum(tf.abs(dx)));
    const [sumY, sumX] = [tf.sum(tf.square(dy)), tf.sum(tf.square(dx))];
    if (variant === 'squared-sum') return tf.add(sumY, sumX);
    const swapped = variant === 'squared-mean-swapped';
    return tf.add(tf.div(sumY, swapped ? dx.size : dy.size), tf.div(sumX, swapped ? dy.size : dx.size));
  }
  const origin = part(0, 0, height - 1, width - 1);
  const dy = tf.sub(part(1, 0, height - 1, width - 1), origin);
  const dx = tf.sub(part(0, 1, height - 1, width - 1), origin);
  const squares = tf.add(tf.square(dy), tf.square(dx));
  return variant === 'power' ? tf.sum(tf.pow(squares, 1.25)) : tf.div(tf.sum(squares), 2);
}
