import type { Shape } from '../../../graph/value';
import type { Emitter, OnnxRules } from '../emitter';

export const reductions = {
  broadcast: (e, [x], { shape }) => e.node('Expand', [x!, e.integers(shape.map(Number))]),
  sumTo: (e, [x], { inputs: [input], shape }) => sumAxes(e, x!, input!.shape, shape),
  sumOfSquares(e, [x], { inputs: [input] }) {
    const rest = input!.shape.slice(0, -1);
    const rows = e.node('ReduceSumSquare', [x!], { axes: [rest.length], keepdims: 0 });
    return sumAxes(e, rows, rest, []);
  },
  largest: (e, [x], { inputs: [input] }) =>
    e.node('ReduceMax', [x!], { axes: [input!.shape.length - 1], keepdims: 0 }),
  indexOfLargest: (e, [x], { inputs: [input] }) =>
    // 1 is float32 in ONNX's list of types.
    e.node('Cast', [e.node('ArgMax', [x!], { axis: input!.shape.length - 1, keepdims: 0 })], { to: 1 }),
} satisfies Partial<OnnxRules>;

/**
 * Sums axis by axis: in one long float32 sum each element is small compared with the total so far and loses its last
 * digits (an error of 2e-4 for two million squares in ONNX Runtime's CPU kernels).
 */
function sumAxes(e: Emitter, x: string, from: Shape, to: Shape): string {
  const dropped = from.length - to.length;
  let sum = x;
  for (let axis = from.length - 1; axis >= 0; axis--) {
    const isDropped = axis < dropped;
    if (isDropped || to[axis - dropped] !== from[axis])
      sum = e.node('ReduceSum', [sum, e.integers([axis])], { keepdims: isDropped ? 0 : 1 });
  }
  return sum;
}
