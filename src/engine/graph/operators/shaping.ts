import { describeShape, elements, plus, sameShape, staticShape } from '../shapes';
import { apply, operator, type Shape, type Value } from '../value';
import { sumTo } from './broadcasting';
import { add } from './elementwise';

/** How many elements `pad` adds on each side of each axis. */
export interface Sides {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** What `pad` adds: a number, copies of the nearest element, or what lies as far inside the border, which is not repeated. */
export type Filling = number | 'edge' | 'reflect';

export const shaping = {
  reshape: operator<{ shape: Shape }>('reshape', {
    shape([x], { shape }) {
      const known = [...x!.shape, ...shape].every((dimension) => typeof dimension === 'number');
      if (known && elements(staticShape(x!.shape)) !== elements(staticShape(shape)))
        throw new Error(`${describeShape(x!.shape)} cannot be reshaped to ${describeShape(shape)}`);
      return shape;
    },
    pullbacks: [(gradient, { inputs: [x] }) => reshape(gradient, x!.shape)],
    isLinear: true,
  }),
  transpose: operator<{ permutation: readonly number[] }>('transpose', {
    shape: ([x], { permutation }) => permutation.map((axis) => x!.shape[axis]!),
    pullbacks: [
      (gradient, { attributes: { permutation } }) =>
        transpose(
          gradient,
          permutation.map((_, axis) => permutation.indexOf(axis)),
        ),
    ],
  }),
  slice: operator<{ axis: number; from: number; to: number }>('slice', {
    shape: ([x], { axis, from, to }) => x!.shape.with(axis, to - from),
    pullbacks: [
      (gradient, { inputs: [x], attributes: { axis, from, to } }) =>
        padAxis(gradient, axis, from, Number(x!.shape[axis]) - to),
    ],
  }),
  pad: operator<Sides & { filling: Filling }>('pad', {
    shape: ([x], { before, after }) => x!.shape.map((size, axis) => plus(size, before[axis]! + after[axis]!)),
    pullbacks: [
      (gradient, { inputs: [x], attributes: { before, after, filling } }) =>
        x!.shape.reduce((inner: Value, _, axis) => {
          const [from, added] = [before[axis]!, before[axis]! + after[axis]!];
          if (added === 0) return inner;
          const size = Number(inner.shape[axis]) - added;
          const middle = slice(inner, axis, from, from + size);
          return typeof filling === 'number' ? middle : add(middle, folds[filling](inner, axis, from, size));
        }, gradient),
    ],
  }),
  crop: operator('crop', {
    shape: ([x, like]) => [...x!.shape.slice(0, 2), ...like!.shape.slice(2)],
    pullbacks: [
      (gradient, { inputs: [x] }) => {
        const added = (axis: number) => Number(x!.shape[axis]) - Number(gradient.shape[axis]);
        return pad(gradient, { before: [0, 0, 0, 0], after: [0, 0, added(2), added(3)] });
      },
      () => undefined,
    ],
  }),
  concatenate: operator<{ axis: number }>('concatenate', {
    shape: (values, { axis }) =>
      values[0]!.shape.with(
        axis,
        values.reduce((sum, value) => sum + Number(value.shape[axis]), 0),
      ),
    // Each input's share; the rule does not know how many there are.
    pullback: (index, gradient, { inputs, attributes: { axis } }) => {
      const from = inputs.slice(0, index).reduce((sum, { shape }) => sum + Number(shape[axis]), 0);
      return slice(gradient, axis, from, from + Number(inputs[index]!.shape[axis]));
    },
  }),
};

export function reshape(x: Value, shape: Shape): Value {
  const origin = x.op === shaping.reshape ? x.inputs[0]! : x;
  return describeShape(origin.shape) === describeShape(shape)
    ? origin
    : apply(shaping.reshape, [origin], { shape });
}

/** Permutes axes: the result's axis i is axis `permutation[i]` of `x`. */
export const transpose = (x: Value, permutation: readonly number[]): Value =>
  apply(shaping.transpose, [x], { permutation });

/** The part of `x` along an axis from index `from` up to but not including `to`. */
export function slice(x: Value, axis: number, from: number, to: number): Value {
  return from === 0 && to === x.shape[axis] ? x : apply(shaping.slice, [x], { axis, from, to });
}

export function pad(x: Value, { before, after }: Sides, filling: Filling = 0): Value {
  const adds = [...before, ...after].some((count) => count > 0);
  return adds ? apply(shaping.pad, [x], { before, after, filling }) : x;
}

/** Adds elements along an axis. */
export function padAxis(x: Value, axis: number, before: number, after: number, filling = 0): Value {
  const none = x.shape.map(() => 0);
  return pad(x, { before: none.with(axis, before), after: none.with(axis, after) }, filling);
}

/** Adds a border of the same width on all four sides of a feature map. */
export const padBorder = (x: Value, border: number, filling: Filling = 0): Value =>
  pad(x, { before: [0, 0, border, border], after: [0, 0, border, border] }, filling);

/** The first rows and columns of a feature map, as many as another one has. */
export const crop = (x: Value, like: Value): Value =>
  sameShape(x.shape.slice(2), like.shape.slice(2)) ? x : apply(shaping.crop, [x, like], {});

export const concatenate = (values: readonly Value[], axis: number): Value =>
  values.length === 1 ? values[0]! : apply(shaping.concatenate, values, { axis });

/**
 * The gradients of copies, summed at the elements that were copied.
 *
 * @param from how many elements there are before the first of the `size` elements that are no copies
 */
type Fold = (gradient: Value, axis: number, from: number, size: number) => Value;

const folds: Readonly<Record<Exclude<Filling, number>, Fold>> = { edge: foldEdges, reflect: foldReflections };

function foldReflections(gradient: Value, axis: number, from: number, size: number): Value {
  const after = Number(gradient.shape[axis]) - from - size;
  /** `count` elements from index `at` on, in reverse order, moved to index `to` of `size`. */
  const reflected = (at: number, count: number, to: number) => {
    const elements = Array.from({ length: count }, (_, i) =>
      slice(gradient, axis, at + count - 1 - i, at + count - i),
    );
    return padAxis(concatenate(elements, axis), axis, to, size - count - to);
  };
  const sides = [
    ...(from > 0 ? [reflected(0, from, 1)] : []),
    ...(after > 0 ? [reflected(from + size, after, size - 1 - after)] : []),
  ];
  return sides.reduce(add);
}

function foldEdges(gradient: Value, axis: number, from: number, size: number): Value {
  const [after, end] = [from + size, Number(gradient.shape[axis])];
  const sumAt = (index: number, start: number, end: number) => {
    const edge = sumTo(slice(gradient, axis, start, end), gradient.shape.with(axis, 1));
    return padAxis(edge, axis, index, size - 1 - index);
  };
  const edges = [
    ...(from > 0 ? [sumAt(0, 0, from)] : []),
    ...(end > after ? [sumAt(size - 1, after, end)] : []),
  ];
  return edges.reduce(add);
}
