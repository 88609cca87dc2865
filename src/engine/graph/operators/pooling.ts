import { featureMap, half, staticFeatureMap, times } from '../shapes';
import { apply, operator, type Value } from '../value';
import { add, elementwise, isPositive, multiply, scale, vanishes } from './elementwise';
import { pad, padBorder, slice } from './shaping';

const pooledShape = ([x]: readonly Value[]) => {
  const [n, channels, height, width] = featureMap(x!);
  return [n, channels, half(height), half(width)];
};

/** 2×2 windows with stride 2. An odd last row or column is ignored and has gradient 0. */
export const poolings = {
  maxPool: operator('maxPool', {
    shape: pooledShape,
    pullbacks: [
      (gradient, pooled) => {
        const x = pooled.inputs[0]!;
        // A window's maximum is positive exactly where the element that attains it is: this is the rectifier's mask at a
        // quarter of the cost.
        const arriving = x.op === elementwise.relu ? multiply(gradient, isPositive(pooled)) : gradient;
        return maxPoolGradient(x, pooled, arriving);
      },
    ],
  }),
  maxPoolGradient: operator('maxPoolGradient', {
    shape: ([x]) => x!.shape,
    vanishesWith: ({ inputs: [x, pooled, gradient] }) =>
      vanishes(gradient!, isPositive(pooled!)) ? [x!] : [],
  }),
  averagePool: operator('averagePool', {
    shape: pooledShape,
    pullbacks: [
      (gradient, { inputs: [x] }) => {
        const [, , height, width] = staticFeatureMap(x!);
        const odd = [0, 0, height % 2, width % 2];
        return pad(upsample(scale(gradient, 1 / 4)), { before: [0, 0, 0, 0], after: odd });
      },
    ],
  }),
  upsample: operator('upsample', {
    shape: ([x]) => {
      const [n, channels, height, width] = featureMap(x!);
      return [n, channels, times(height, 2), times(width, 2)];
    },
    pullbacks: [(gradient) => scale(averagePool(gradient), 4)],
    isLinear: true,
  }),
  interpolate: operator('interpolate', {
    shape: ([x]) => {
      const [n, channels, height, width] = featureMap(x!);
      return [n, channels, times(height, 2), times(width, 2)];
    },
    // Along each axis an element is read with weights ¼, ¾, ¾, ¼ by four others: those of a binomial filter, added up in
    // pairs. What the outermost elements would give beyond the border is theirs.
    pullbacks: [(gradient) => scale(averagePool(smoothed(padBorder(gradient, 1, 'edge'))), 4)],
    isLinear: true,
  }),
};

export const maxPool = (x: Value): Value => apply(poolings.maxPool, [x], {});

/** The gradient with respect to `x`: each window's goes to the first of its maxima in reading order. */
const maxPoolGradient = (x: Value, pooled: Value, gradient: Value): Value =>
  apply(poolings.maxPoolGradient, [x, pooled, gradient], {});

export const averagePool = (x: Value): Value => apply(poolings.averagePool, [x], {});

/** Every element becomes a 2×2 square of itself. */
export const upsample = (x: Value): Value => apply(poolings.upsample, [x], {});

/** Twice the size by bilinear interpolation, with sample centres at half pixels and the border repeated. */
export const interpolate = (x: Value): Value => apply(poolings.interpolate, [x], {});

/** The binomial filter [¼, ½, ¼] along both axes, without a border. */
function smoothed(x: Value): Value {
  return [2, 3].reduce((value, axis) => {
    const size = Number(value.shape[axis]) - 2;
    const at = (from: number) => slice(value, axis, from, from + size);
    return add(scale(at(1), 1 / 2), scale(add(at(0), at(2)), 1 / 4));
  }, x);
}
