import { apply, operator, type Value } from '../value';
import { sumTo } from './broadcasting';
import { multiply, scale } from './elementwise';

export const reductions = {
  sumOfSquares: operator('sumOfSquares', {
    shape: () => [],
    pullbacks: [(gradient, { inputs: [x] }) => multiply(x!, scale(gradient, 2))],
  }),
  largest: operator('largest', { shape: ([x]) => x!.shape.slice(0, -1) }),
  indexOfLargest: operator('indexOfLargest', { shape: ([x]) => x!.shape.slice(0, -1) }),
};

/** Sum of all elements, a scalar. */
export const sum = (x: Value): Value => sumTo(x, []);

/** Sum of the squares of all elements, a scalar. */
export const sumOfSquares = (x: Value): Value => apply(reductions.sumOfSquares, [x], {});

/** The largest element of each row. Not differentiable. */
export const largest = (x: Value): Value => apply(reductions.largest, [x], {});

/** Where a row's largest element is, the first of several; as a float. */
export const indexOfLargest = (x: Value): Value => apply(reductions.indexOfLargest, [x], {});
