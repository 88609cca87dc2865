import type { OnnxRules } from '../emitter';

export const shaping = {
  input: (e, _, { attributes: { name, shape } }) => e.input(name, shape),
  parameter: (e, _, { attributes: { name, data, shape } }) => e.parameter(name, data, shape),
  constant: (e, _, { attributes: { value } }) => e.scalar(value),
  identity: (e, _, { attributes: { size } }) =>
    e.constant(`identity ${size}`, () => identityMatrix(size), [size, size]),
  customPullback: (_, [value]) => value!,
  reshape: (e, [x], { shape }) => e.reshape(x!, shape),
  transpose: (e, inputs, { attributes: { permutation } }) =>
    e.node('Transpose', inputs, { perm: permutation }),
  slice: (e, [x], { attributes: { axis, from, to } }) =>
    e.node('Slice', [x!, e.integers([from]), e.integers([to]), e.integers([axis])]),
  pad(e, [x], { attributes: { before, after, filling } }) {
    const amounts = e.integers([...before, ...after]);
    return typeof filling === 'number'
      ? e.node('Pad', [x!, amounts, e.scalar(filling)], { mode: 'constant' })
      : e.node('Pad', [x!, amounts], { mode: filling });
  },
  crop: (e, [x, like]) =>
    e.node('Slice', [
      x!,
      e.integers([0, 0]),
      e.node('Slice', [e.node('Shape', [like!]), e.integers([2]), e.integers([4]), e.integers([0])]),
      e.integers([2, 3]),
    ]),
  concatenate: (e, inputs, { attributes: { axis } }) => e.node('Concat', inputs, { axis }),
} satisfies Partial<OnnxRules>;

function identityMatrix(size: number): Float32Array {
  return Float32Array.from({ length: size ** 2 }, (_, i) => Number(i % (size + 1) === 0));
}
