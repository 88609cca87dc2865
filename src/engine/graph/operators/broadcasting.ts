import { broadcastShape, describeShape, sameShape } from '../shapes';
import { apply, operator, type Shape, type Value } from '../value';

export const broadcasting = {
  broadcast: operator<{ shape: Shape }>('broadcast', {
    shape([x], { shape }) {
      if (!sameShape(broadcastShape(x!.shape, shape), shape))
        throw new Error(`${describeShape(x!.shape)} does not broadcast to ${describeShape(shape)}`);
      return shape;
    },
    pullbacks: [(slope, { inputs: [x] }) => sumTo(slope, x!.shape)],
    isLinear: true,
  }),
  sumTo: operator<{ shape: Shape }>('sumTo', {
    shape([x], { shape }) {
      if (!sameShape(broadcastShape(x!.shape, shape), x!.shape))
        throw new Error(`${describeShape(x!.shape)} does not sum to ${describeShape(shape)}`);
      return shape;
    },
    pullbacks: [(slope, { inputs: [x] }) => broadcast(slope, x!.shape)],
  }),
};

/** Repeats a value along its dimensions of 1, and along new ones before its first, until it has the shape. */
export function broadcast(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(broadcasting.broadcast, [x], { shape });
}

/** Adds up along the dimensions in which the shape has 1, and along those that it lacks: the reverse of `broadcast`. */
export function sumTo(x: Value, shape: Shape): Value {
  return sameShape(x.shape, shape) ? x : apply(broadcasting.sumTo, [x], { shape });
}
