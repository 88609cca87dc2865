import type { ObjectiveSpecification } from '../../../src/engine/losses/objective-graph';
import type { Network } from '../../../src/engine/network/network';
import type { Scalar, Tensor, Tensor3D, Tensor4D } from '../../../src/engine/runtime/tfjs/tensorflow';
import { tensorFlow as tf } from '../tensorflow/tensorflow';
import { Chain } from './chain';
import { featureLoss, totalVariation, withNormalizedGradient } from './losses';

export interface Weighted extends ObjectiveSpecification {
  /** One for each term. */
  readonly factors: readonly number[];
  /** By the terms' names. */
  readonly targets: ReadonlyMap<string, Float32Array>;
}

/**
 * A second implementation of the objective in TensorFlow.js, which differentiates it automatically. It shares nothing with
 * the engine's graph.
 *
 * @param image [3, H, W], RGB 0..255
 * @returns each term's loss, and the gradient of their weighted sum, [3, H, W]
 */
export function evaluateWithAutodiff(
  network: Network,
  { width, height, terms, factors, targets, ...options }: Weighted,
  image: Float32Array,
): { values: Float32Array; gradient: Float32Array } {
  return tf.tidy(() => {
    const layers = terms.flatMap((term) => (term.kind === 'total-variation' ? [] : [term.layer]));
    const chain = new Chain(tf, network, new Set(layers), options);
    let values!: Tensor;
    const total = tf.grad((planar) => {
      const x: Tensor4D = tf.expandDims(tf.transpose(planar as Tensor3D, [1, 2, 0]), 0);
      const activations = chain.forward(x);
      const losses = terms.map((term, index) => {
        if (term.kind === 'total-variation') return totalVariation(tf, x, term.variant);
        const activation = activations.get(term.layer)!;
        const features = term.normalizeGradient
          ? withNormalizedGradient(tf, activation, factors[index]!)
          : activation;
        return featureLoss(tf, term, features, tf.tensor1d(targets.get(term.name)!));
      });
      values = tf.keep(tf.stack(losses));
      return tf.sum<Scalar>(tf.mul(values, tf.tensor1d([...factors])));
    });
    const gradient = total(tf.tensor3d(image, [3, height, width]));
    const result = {
      values: values.dataSync<'float32'>(),
      gradient: gradient.dataSync<'float32'>(),
    };
    values.dispose();
    return result;
  });
}
