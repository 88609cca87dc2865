import type { Value } from '../../../graph/value';
import type { Emitter, OnnxRules } from '../emitter';

interface Factor {
  readonly tensor: string;
  readonly value: Value;
  readonly isTransposed: boolean;
}

export const matrices = {
  matrixProduct: (e, [a, b], value) =>
    product(
      e,
      { tensor: a!, value: value.inputs[0]!, isTransposed: value.attributes.transposeA },
      { tensor: b!, value: value.inputs[1]!, isTransposed: value.attributes.transposeB },
      value,
    ),
  gram(e, [x], value) {
    const factor = { tensor: x!, value: value.inputs[0]! };
    return product(e, { ...factor, isTransposed: false }, { ...factor, isTransposed: true }, value);
  },
} satisfies Partial<OnnxRules>;

/** Multiplies a single pair of matrices with Gemm, which transposes at no cost. */
function product(e: Emitter, a: Factor, b: Factor, { shape }: Value): string {
  if (shape.slice(0, -2).every((count) => count === 1)) {
    const [left, right] = [a, b].map(({ tensor, value }) =>
      value.shape.length === 2 ? tensor : e.reshape(tensor, value.shape.slice(-2)),
    );
    const result = e.node('Gemm', [left!, right!], {
      transA: Number(a.isTransposed),
      transB: Number(b.isTransposed),
    });
    return shape.length === 2 ? result : e.reshape(result, shape);
  }
  return e.node('MatMul', [transposed(e, a), transposed(e, b)]);
}

function transposed(e: Emitter, { tensor, value, isTransposed }: Factor): string {
  const axes = [...value.shape.keys()];
  const perm = [...axes.slice(0, -2), ...axes.slice(-2).reverse()];
  return isTransposed ? e.node('Transpose', [tensor], { perm }) : tensor;
}
