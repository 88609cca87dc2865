import { apply, operator, type Value } from '../value';
import { sumTo } from './broadcasting';
import { multiply, scale } from './elementwise';

export const reductions = {
  sumOfSquares: operator('sumOfSquares', {
    shape: () => [],
    pullbacks: [(gradient, { inputs: [x] }) => multiply(x!, scale(gradient, 2))],
  }),
};

/** Sum of all elements, a scalar. */
export const sum = (x: Value): Value => sumTo(x, []);

/** Sum of the squares of all elements, a scalar. */
export const sumOfSquares = (x: Value): Value => apply(reductions.sumOfSquares, [x], {});
