import type { Tensor4D, TensorFlow } from '../../../src/engine/runtime/tfjs/tensorflow';
import type { Pooling } from '../../../src/recipe/schema/conventions';

/** 2×2 pooling with stride 2, scaled as in `graph/chain.ts`; an odd last row or column is ignored. */
export function pool(tf: TensorFlow, x: Tensor4D, kind: Pooling): Tensor4D {
  switch (kind) {
    case 'max':
      return tf.maxPool(x, 2, 2, 'valid');
    case 'average':
      return tf.mul(tf.avgPool(x, 2, 2, 'valid'), 2);
    case 'plain-average':
      return tf.avgPool(x, 2, 2, 'valid');
    case 'l2': {
      const sumOfSquares = tf.mul(tf.avgPool(tf.square(x), 2, 2, 'valid'), 4);
      // The root has no derivative at 0, the value of a window that is nowhere active.
      return tf.mul(tf.sqrt(tf.add(sumOfSquares, 1e-20)), 0.78);
    }
  }
}
