import { broadcastShape, describeShape, sameShape } from '../shapes';
import { apply, operator, type Shape, type Value } from '../value';

export const broadcasting = {
  broadcast: operator<{ shape: Shape }>('broadcast', {
    shape([x], { shape }) {
      if (!sameShape(broadcastShape(x!.shape, shape), shape))
        throw new Error(`${describeShape(x!.shape)} does not broadcast to ${describeShape(shape)}`);
      return shape;
    },
    pullbacks: [(gradient, { inputs: [x] }) => sumTo(gradient, x!.shape)],
    isLinear: true,
  }),
  sumTo: operator<{ shape: Shape }>('sumTo', {
    shape([x], { shape }) {
      if (!sameShape(broadcastShape(x!.shape, shape), x!.shape))
        throw new Error(`${describeShape(x!.shape)} does not sum to ${describeShape(shape)}`);
      return shape;
    },
    pullbacks: [(gradient, { inputs: [x] }) => broadcast(gradient, x!.shape)],
  }),
};

/** Repeats a value along its dimensions of size 1, and along new leading dimensions, to the given shape. */
function broadcast(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(broadcasting.broadcast, [x], { shape });
}

/** Sums over the dimensions that the shape lacks or has with size 1: the reverse of `broadcast`. */
export function sumTo(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(broadcasting.sumTo, [x], { shape });
}
