import type { FeatureTerm } from '../../../src/engine/losses/term';
import type {
  Scalar,
  Tensor,
  Tensor2D,
  Tensor4D,
  TensorFlow,
} from '../../../src/engine/runtime/tfjs/tensorflow';
import type { TotalVariationKind } from '../../../src/recipe/schema/conventions';

/*
 * Statistics of a feature map [1, H, W, C], or of a region of it. A region weighs each position by the square of its
 * guidance channel, [1, H, W, 1], whose mean square is 1.
 */

/** n·FᵀF of the features as P×C matrix F: [C, C]. */
function gramMatrix(
  tf: TensorFlow,
  features: Tensor4D,
  normalization: number,
  guidance?: Tensor4D,
): Tensor2D {
  const [, height, width, channels] = features.shape;
  const rows = tf.reshape(features, [height * width, channels]);
  const weighted = guidance
    ? tf.mul<Tensor2D>(rows, tf.reshape(tf.square(guidance), [height * width, 1]))
    : rows;
  return tf.mul(tf.matMul(rows, weighted, true, false), normalization);
}

/** The Gram matrix with the channels' means removed: [C, C]. */
function covarianceMatrix(
  tf: TensorFlow,
  features: Tensor4D,
  normalization: number,
  guidance?: Tensor4D,
): Tensor2D {
  return gramMatrix(tf, tf.sub(features, channelMeans(tf, features, guidance)), normalization, guidance);
}

/** [C] */
function channelMeans(tf: TensorFlow, features: Tensor4D, guidance?: Tensor4D): Tensor {
  return tf.mean(guidance ? tf.mul(features, tf.square(guidance)) : features, [0, 1, 2]);
}

/**
 * The same features, with a pullback that divides the gradient by its L1 norm and multiplies it by the factor. The
 * incoming gradient also contains the factor, but only its direction counts.
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

/** Keeps the division from being 0/0 where the gradient is 0. */
const tinyNorm = 1e-30;

/**
 * @param features [1, H, W, C]
 * @param target values to compare with, in the same form as for the engine's graph
 */
export function featureLoss(tf: TensorFlow, term: FeatureTerm, features: Tensor4D, target: Tensor): Scalar {
  if (term.kind === 'content') {
    return tf.sum(tf.squaredDifference(features, asFeatureMap(tf, target, features)));
  }
  const [, height, width] = features.shape;
  const guidance = term.guidance && tf.tensor4d(term.guidance, [1, height, width, 1]);
  switch (term.kind) {
    case 'gram': {
      const gram = gramMatrix(tf, features, term.normalization, guidance);
      return tf.sum(tf.squaredDifference(gram, tf.reshape(target, gram.shape)));
    }
    case 'covariance': {
      const covariance = covarianceMatrix(tf, features, term.normalization, guidance);
      return tf.sum(tf.squaredDifference(covariance, tf.reshape(target, covariance.shape)));
    }
    case 'mean':
      return tf.sum(tf.squaredDifference(channelMeans(tf, features, guidance), target));
    case 'moments': {
      const channels = features.shape[3];
      const rows: Tensor2D = tf.reshape(target, [1 + channels, channels]);
      const covariance = covarianceMatrix(tf, features, 1 / (height * width), guidance);
      const means = tf.sub(
        channelMeans(tf, features, guidance),
        tf.reshape(tf.slice(rows, 0, 1), [channels]),
      );
      return tf.add(tf.mean(tf.abs(means)), tf.mean(tf.abs(tf.sub(covariance, tf.slice(rows, 1)))));
    }
    case 'nearest': {
      const products = tf.sum(tf.mul(features, asFeatureMap(tf, target, features)), 3, true);
      const lengths = tf.sqrt(tf.add(tf.sum(tf.square(features), 3, true), 1e-20));
      const distances = tf.sub(1, tf.div(products, lengths));
      return tf.sum(guidance ? tf.mul(distances, tf.square(guidance)) : distances);
    }
    case 'wasserstein':
      return wasserstein(tf, features, target, guidance);
  }
}

/** The squared Wasserstein-2 distance, as defined in `losses/style/wasserstein.ts`. */
function wasserstein(tf: TensorFlow, features: Tensor4D, target: Tensor, guidance?: Tensor4D): Scalar {
  const [, height, width, channels] = features.shape;
  const rows: Tensor2D = tf.reshape(target, [2 + channels, channels]);
  const identity = tf.eye(channels);
  const styleMean = tf.reshape(tf.slice(rows, 0, 1), [channels]);
  const root: Tensor2D = tf.slice(rows, 2);
  const covariance = tf.add<Tensor2D>(
    covarianceMatrix(tf, features, 1 / (height * width), guidance),
    tf.mul(identity, tf.slice(rows, 1, 1)),
  );
  const between: Tensor2D = tf.matMul(tf.matMul(root, covariance, true), root);
  const roots = matrixRoot(tf, between);
  const trace = tf.sum(tf.mul(tf.sub(covariance, tf.mul(roots, 2)), identity));
  const means = tf.sum(tf.squaredDifference(channelMeans(tf, features, guidance), styleMean));
  return tf.add(tf.add(means, trace), tf.sum(tf.square(root)));
}

const newtonSchulzSteps = 24;

function matrixRoot(tf: TensorFlow, matrix: Tensor2D): Tensor2D {
  const identity = tf.eye(matrix.shape[0]);
  const norm = tf.sqrt(tf.sum(tf.square(matrix)));
  let y = tf.div<Tensor2D>(matrix, norm);
  let z = identity;
  for (let step = 0; step < newtonSchulzSteps; step++) {
    const correction = tf.sub<Tensor2D>(tf.mul(identity, 1.5), tf.mul(tf.matMul(z, y), 0.5));
    y = tf.matMul(y, correction);
    z = tf.matMul(correction, z);
  }
  return tf.mul(y, tf.sqrt(norm));
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
