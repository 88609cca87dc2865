import type { TotalVariationKind } from '../../../protocol/recipe';
import type { FeatureTerm } from '../../losses/objective-graph';
import type { Scalar, Tensor, Tensor2D, Tensor4D, TensorFlow } from './tensorflow';

/** n·FᵀF of a feature map [1, H, W, C] as P×C matrix F: [C, C]. */
export function gramMatrix(tf: TensorFlow, features: Tensor4D, normalization: number): Tensor2D {
  const [, height, width, channels] = features.shape;
  const rows = tf.reshape(features, [height * width, channels]);
  return tf.mul(tf.matMul(rows, rows, true, false), normalization);
}

/**
 * Features as they are, through which a gradient passes divided by its L1 norm and multiplied by the factor. The factor is
 * in the gradient that arrives as well, of which only the direction is kept.
 */
export function withNormalizedGradient(tf: TensorFlow, features: Tensor4D, factor: number): Tensor4D {
  const pass = tf.customGrad((x) => ({
    value: tf.clone(x as Tensor),
    gradFunc: (gradient: Tensor) => {
      const norm = tf.add(tf.sum(tf.abs(gradient)), tinyNorm);
      return tf.div(tf.mul(gradient, factor), norm);
    },
  }));
  return pass(features) as Tensor4D;
}

/** Where a gradient is 0 there is no direction to keep. */
const tinyNorm = 1e-30;

/**
 * @param features [1, H, W, C]
 * @param target values of the features [C, H, W] or the Gram matrix [C, C] to compare with
 */
export function featureLoss(tf: TensorFlow, term: FeatureTerm, features: Tensor4D, target: Tensor): Scalar {
  switch (term.kind) {
    case 'content':
      return tf.sum(tf.squaredDifference(features, asFeatureMap(tf, target, features)));
    case 'gram': {
      const gram = gramMatrix(tf, features, term.normalization);
      return tf.sum(tf.squaredDifference(gram, tf.reshape(target, gram.shape)));
    }
  }
}

function asFeatureMap(tf: TensorFlow, planar: Tensor, { shape }: Tensor4D): Tensor {
  const [, height, width, channels] = shape;
  return tf.transpose(tf.reshape(planar, [1, channels, height, width]), [0, 2, 3, 1]);
}

/** @param image [1, H, W, 3] */
export function totalVariation(tf: TensorFlow, image: Tensor4D, kind: TotalVariationKind): Scalar {
  const [, height, width] = image.shape;
  const part = (top: number, left: number, rows: number, columns: number) =>
    tf.slice(image, [0, top, left, 0], [1, rows, columns, 3]);
  if (kind === 'power' || kind === 'squared-half-sum') {
    const origin = part(0, 0, height - 1, width - 1);
    const dy = tf.sub(part(1, 0, height - 1, width - 1), origin);
    const dx = tf.sub(part(0, 1, height - 1, width - 1), origin);
    const squares = tf.add(tf.square(dy), tf.square(dx));
    return kind === 'power' ? tf.sum(tf.pow(squares, 1.25)) : tf.div(tf.sum(squares), 2);
  }
  const dy = tf.sub(part(1, 0, height - 1, width), part(0, 0, height - 1, width));
  const dx = tf.sub(part(0, 1, height, width - 1), part(0, 0, height, width - 1));
  if (kind === 'absolute') return tf.add(tf.sum(tf.abs(dy)), tf.sum(tf.abs(dx)));
  const [sumY, sumX] = [tf.sum(tf.square(dy)), tf.sum(tf.square(dx))];
  switch (kind) {
    case 'squared-mean':
      return tf.add(tf.div(sumY, dy.size), tf.div(sumX, dx.size));
    case 'squared-mean-swapped':
      return tf.add(tf.div(sumY, dx.size), tf.div(sumX, dy.size));
    case 'squared-sum':
      return tf.add(sumY, sumX);
  }
}
