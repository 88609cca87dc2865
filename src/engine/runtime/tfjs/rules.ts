import type { Lowering } from '../../graph/operators/operators';
import type { Filling } from '../../graph/operators/shaping';
import type { Shape } from '../../graph/value';
import { axisInLayout, fromLayout, inLayout, toLayout } from './layout';
import type { Tensor, Tensor3D, Tensor4D, TensorFlow } from './tensorflow';

/** What the rules compute with. */
export interface Context {
  readonly tf: TensorFlow;
  /** The value of an input or parameter by name, in TensorFlow's layout. */
  readonly given: (name: string) => Tensor;
}

/** How each operator is computed by TensorFlow.js. */
export const rules: Lowering<Context, Tensor> = {
  input: ({ given }, _, { attributes }) => given(attributes.name),
  parameter: ({ given }, _, { attributes }) => given(attributes.name),
  constant: ({ tf }, _, { attributes }) => tf.scalar(attributes.value),
  identity: ({ tf }, _, { attributes }) => tf.eye(attributes.size),
  customPullback: (_, [value]) => value!,

  add: ({ tf }, [a, b]) => tf.add(a!, b!),
  subtract: ({ tf }, [a, b]) => tf.sub(a!, b!),
  multiply: ({ tf }, [a, b]) => tf.mul(a!, b!),
  divide: ({ tf }, [a, b]) => tf.div(a!, b!),
  scale: ({ tf }, [x], { attributes }) => tf.mul(x!, attributes.factor),
  square: ({ tf }, [x]) => tf.square(x!),
  squareRoot: ({ tf }, [x]) => tf.sqrt(x!),
  power: ({ tf }, [x], { attributes }) => tf.pow(x!, attributes.exponent),
  absolute: ({ tf }, [x]) => tf.abs(x!),
  sign: ({ tf }, [x]) => tf.sign(x!),
  isPositive: ({ tf }, [x]) => tf.cast(tf.greater(x!, 0), 'float32'),
  tanh: ({ tf }, [x]) => tf.tanh(x!),
  relu: ({ tf }, [x]) => tf.relu(x!),

  broadcast: ({ tf }, [x], { shape }) => tf.broadcastTo(x!, inLayout(shape.map(Number))),
  sumTo: ({ tf }, [x], { shape }) => sumTo(tf, x!, inLayout(shape)),
  sumOfSquares: ({ tf }, [x]) => tf.sum(tf.square(x!)),
  largest: ({ tf }, [x]) => tf.max(x!, x!.rank - 1),
  indexOfLargest: ({ tf }, [x]) => tf.cast(tf.argMax(x!, x!.rank - 1), 'float32'),

  reshape: ({ tf }, [x], { shape }) => toLayout(tf, tf.reshape(fromLayout(tf, x!), sizes(shape))),
  transpose: ({ tf }, [x], { attributes: { permutation } }) =>
    toLayout(tf, tf.transpose(fromLayout(tf, x!), [...permutation])),
  slice({ tf }, [x], { attributes: { axis, from, to } }) {
    const at = axisInLayout(axis, x!.rank);
    return tf.slice(x!, x!.shape.map(() => 0).with(at, from), x!.shape.with(at, to - from));
  },
  pad({ tf }, [x], { attributes: { before, after, filling } }) {
    const counts = before.map((count, axis): [number, number] => [count, after[axis]!]);
    const paddings = inLayout(counts);
    return typeof filling === 'number'
      ? tf.pad(x!, paddings, filling)
      : withCopies(tf, x!, paddings, filling);
  },
  crop({ tf }, [x, like]) {
    const [n, , , channels] = x!.shape as [number, number, number, number];
    const [, height, width] = like!.shape as [number, number, number, number];
    return tf.slice(x!, [0, 0, 0, 0], [n, height, width, channels]);
  },
  concatenate: ({ tf }, inputs, { attributes: { axis } }) =>
    tf.concat([...inputs], axisInLayout(axis, inputs[0]!.rank)),

  matrixProduct: ({ tf }, [a, b], { attributes: { transposeA, transposeB } }) =>
    tf.matMul(a as Tensor3D, b as Tensor3D, transposeA, transposeB),
  gram: ({ tf }, [x]) => tf.matMul(x as Tensor3D, x as Tensor3D, false, true),

  convolve({ tf }, [x, kernel, bias], { attributes: { pad, stride } }) {
    const filter = tf.transpose(kernel!, [1, 2, 3, 0]) as Tensor4D;
    const [rows, columns] = filter.shape;
    const keepsSize = stride === 1 && rows === 2 * pad + 1 && columns === rows;
    // The native packages support only these two kinds of padding.
    const convolved = keepsSize
      ? tf.conv2d(x as Tensor4D, filter, 1, 'same')
      : tf.conv2d(withZeros(tf, x as Tensor4D, pad), filter, stride, 'valid');
    return bias ? tf.add(convolved, bias) : convolved;
  },
  reversedKernel: ({ tf }, [kernel]) => tf.reverse(tf.transpose(kernel!, [3, 1, 2, 0]), [1, 2]),

  maxPool: ({ tf }, [x]) => tf.maxPool(x as Tensor4D, 2, 2, 'valid'),
  maxPoolGradient: ({ tf }, [x, , gradient]) =>
    tf.grad((x) => tf.maxPool(x as Tensor4D, 2, 2, 'valid'))(x!, gradient),
  averagePool: ({ tf }, [x]) => tf.avgPool(x as Tensor4D, 2, 2, 'valid'),
  upsample({ tf }, [x]) {
    const [, height, width] = x!.shape as [number, number, number, number];
    return tf.image.resizeNearestNeighbor(x as Tensor4D, [2 * height, 2 * width]);
  },
  interpolate({ tf }, [x]) {
    const [, height, width] = x!.shape as [number, number, number, number];
    return tf.image.resizeBilinear(x as Tensor4D, [2 * height, 2 * width], false, true);
  },
};

/** Sums over the axes that `shape` lacks or has with size 1. */
function sumTo(tf: TensorFlow, x: Tensor, shape: Shape): Tensor {
  const dropped = x.rank - shape.length;
  const summed = x.shape.flatMap((size, axis) =>
    axis < dropped || (shape[axis - dropped] === 1 && size !== 1) ? [axis] : [],
  );
  return tf.reshape(
    tf.sum(x, summed, true),
    x.shape.slice(dropped).map((size, axis) => (shape[axis] === 1 ? 1 : size)),
  );
}

const withZeros = (tf: TensorFlow, x: Tensor4D, border: number): Tensor4D =>
  tf.pad(x, [
    [0, 0],
    [border, border],
    [border, border],
    [0, 0],
  ]);

/** Replaces `mirrorPad`, which some devices lack. */
function withCopies(
  tf: TensorFlow,
  x: Tensor,
  paddings: readonly (readonly [number, number])[],
  filling: Exclude<Filling, number>,
): Tensor {
  return paddings.reduce((inner, [before, after], axis) => {
    const size = inner.shape[axis]!;
    const at = (index: number) =>
      tf.slice(inner, inner.shape.map(() => 0).with(axis, index), inner.shape.with(axis, 1));
    const inside = filling === 'edge' ? () => 0 : (distance: number) => distance;
    const parts = [
      ...Array.from({ length: before }, (_, i) => at(inside(before - i))),
      inner,
      ...Array.from({ length: after }, (_, i) => at(size - 1 - inside(i + 1))),
    ];
    return parts.length === 1 ? inner : tf.concat(parts, axis);
  }, x);
}

/** The shape's sizes, with −1 for the one that may be unknown. */
const sizes = (shape: Shape): number[] =>
  shape.map((dimension) => (typeof dimension === 'number' ? dimension : -1));
