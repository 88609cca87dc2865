import { featureMap, half, staticFeatureMap, times } from '../shapes';
import { apply, operator, type Value } from '../value';
import { elementwise, isPositive, multiply, scale, vanishes } from './elementwise';
import { pad } from './shaping';

const pooledShape = ([x]: readonly Value[]) => {
  const [n, channels, height, width] = featureMap(x!);
  return [n, channels, half(height), half(width)];
};

/** 2×2 windows with stride 2. A last odd row or column does not take part and has slope 0. */
export const poolings = {
  maxPool: operator('maxPool', {
    shape: pooledShape,
    pullbacks: [
      (slope, pooled) => {
        const x = pooled.inputs[0]!;
        // Where a window's maximum is positive so is the element that attains it: the rectifier's mask, at a quarter of
        // the cost.
        const arriving = x.op === elementwise.relu ? multiply(slope, isPositive(pooled)) : slope;
        return maxPoolReverse(x, pooled, arriving);
      },
    ],
  }),
  maxPoolReverse: operator('maxPoolReverse', {
    shape: ([x]) => x!.shape,
    vanishesWith: ({ inputs: [x, pooled, slope] }) => (vanishes(slope!, isPositive(pooled!)) ? [x!] : []),
  }),
  averagePool: operator('averagePool', {
    shape: pooledShape,
    pullbacks: [
      (slope, { inputs: [x] }) => {
        const [, , height, width] = staticFeatureMap(x!);
        const odd = [0, 0, height % 2, width % 2];
        return pad(upsample(scale(slope, 1 / 4)), { before: [0, 0, 0, 0], after: odd });
      },
    ],
  }),
  upsample: operator('upsample', {
    shape: ([x]) => {
      const [n, channels, height, width] = featureMap(x!);
      return [n, channels, times(height, 2), times(width, 2)];
    },
    pullbacks: [(slope) => scale(averagePool(slope), 4)],
    isLinear: true,
  }),
};

export const maxPool = (x: Value): Value => apply(poolings.maxPool, [x], {});

/** The slope with respect to `x`: that of each window goes to the first of its maxima in reading order. */
const maxPoolReverse = (x: Value, pooled: Value, slope: Value): Value =>
  apply(poolings.maxPoolReverse, [x, pooled, slope], {});

export const averagePool = (x: Value): Value => apply(poolings.averagePool, [x], {});

/** Every element becomes a 2×2 square of itself. */
export const upsample = (x: Value): Value => apply(poolings.upsample, [x], {});
