import type { Pooling } from '../../protocol/recipe';
import { staticFeatureMap, type GraphBuilder, type Tensor } from './builder';

/** 2×2 pooling with stride 2 and its reverse. A last odd row or column does not take part and gets no gradient. */
export interface PoolingKind {
  /** Pooled activations of `x`, which has been rectified: never negative. */
  forward(g: GraphBuilder, x: Tensor): Tensor;
  /**
   * Gradient with respect to the convolution's output before its rectifier, from the gradient with respect to
   * `pooled`.
   */
  reverse(g: GraphBuilder, x: Tensor, pooled: Tensor, gradient: Tensor): Tensor;
}

/**
 * Average and L2 pooling are rescaled so that activations keep about the magnitude that max pooling gives them, for
 * which the network was trained (factors of crowsonkb/style-transfer-pytorch).
 */
const averageScale = 2;
const l2Scale = 0.78;

const max: PoolingKind = {
  forward: (g, x) => g.pool(x, 'MaxPool'),
  reverse(g, x, pooled, gradient) {
    const even = evenPart(g, x);
    // Where a window's maximum is positive so is the element that attains it: the rectifier's mask, at a quarter
    // of the cost.
    const rectified = g.multiply(gradient, g.isPositive(pooled));
    const isMaximum = g.isZero(g.subtract(even, g.upsample(pooled)));
    const selected = g.multiply(g.upsample(rectified), firstInWindow(g, isMaximum));
    return restoreOdd(g, selected, x);
  },
};

const average = (scale: number): PoolingKind => ({
  forward: (g, x) => g.scale(g.pool(x, 'AveragePool'), scale),
  reverse(g, x, _pooled, gradient) {
    const spread = restoreOdd(g, g.upsample(g.scale(gradient, scale / 4)), x);
    return g.multiply(spread, g.isPositive(x));
  },
});

const l2: PoolingKind = {
  forward: (g, x) => g.scale(g.squareRoot(g.scale(g.pool(g.square(x), 'AveragePool'), 4)), l2Scale),
  reverse(g, x, pooled, gradient) {
    // d(s·√Σx²)/dx = s²·x / (s·√Σx²); it is 0 where x is, so the rectifier needs no mask of its own. Where the
    // whole window is 0 the tiny term keeps 0/0 away.
    const quotient = g.divide(g.scale(gradient, l2Scale * l2Scale), g.add(pooled, g.scalar(1e-30)));
    return restoreOdd(g, g.multiply(g.upsample(quotient), evenPart(g, x)), x);
  },
};

export const poolingKinds: Readonly<Record<Pooling, PoolingKind>> = {
  max,
  average: average(averageScale),
  l2,
  'plain-average': average(1),
};

/**
 * Of several maxima in a window keeps the first in reading order, which is where frameworks send the gradient.
 * Flat areas of a picture have such ties everywhere.
 */
function firstInWindow(g: GraphBuilder, isMaximum: Tensor): Tensor {
  const [, , height, width] = staticFeatureMap(isMaximum);
  // A power of two for each place in the window: their sum tells which places hold a maximum, and the first one is
  // the one whose power is more than half of the sum.
  const place = g.parameter(
    `places ${height}x${width}`,
    Float32Array.from({ length: height * width }, (_, i) => {
      const [row, column] = [Math.floor(i / width) % 2, (i % width) % 2];
      return 8 >> (2 * row + column);
    }),
    [1, 1, height, width],
  );
  const powers = g.multiply(isMaximum, place);
  const halfOfSum = g.scale(g.pool(powers, 'AveragePool'), 2);
  return g.isPositive(g.subtract(powers, g.upsample(halfOfSum)));
}

function evenPart(g: GraphBuilder, x: Tensor): Tensor {
  const [, , height, width] = staticFeatureMap(x);
  return g.crop(x, [0, 0], [height - (height % 2), width - (width % 2)]);
}

function restoreOdd(g: GraphBuilder, gradient: Tensor, x: Tensor): Tensor {
  const [, , height, width] = staticFeatureMap(x);
  return g.pad(gradient, { bottom: height % 2, right: width % 2 }, 'constant');
}
