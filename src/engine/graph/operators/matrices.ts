import { broadcastShape, describeShape } from '../shapes';
import { apply, operator, type Value } from '../value';
import { sumTo } from './broadcasting';
import { add } from './elementwise';
import { transpose } from './shaping';

export interface Transpositions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** A matrix spans the last two dimensions; the leading ones are the batch. */
export const matrices = {
  matrixProduct: operator<Required<Transpositions>>('matrixProduct', {
    shape([a, b], { transposeA, transposeB }) {
      const [rows, innerA] = matrixShape(a!, transposeA);
      const [innerB, columns] = matrixShape(b!, transposeB);
      if (innerA !== innerB)
        throw new Error(`cannot multiply ${describeShape(a!.shape)} by ${describeShape(b!.shape)}`);
      return [...broadcastShape(a!.shape.slice(0, -2), b!.shape.slice(0, -2)), rows!, columns!];
    },
    pullbacks: [
      (gradient, { inputs: [a, b], attributes: { transposeA, transposeB } }) =>
        sumTo(
          transposeA
            ? matrixProduct(b!, gradient, { transposeA: transposeB, transposeB: true })
            : matrixProduct(gradient, b!, { transposeB: !transposeB }),
          a!.shape,
        ),
      (gradient, { inputs: [a, b], attributes: { transposeA, transposeB } }) =>
        sumTo(
          transposeB
            ? matrixProduct(gradient, a!, { transposeA: true, transposeB: transposeA })
            : matrixProduct(a!, gradient, { transposeA: !transposeA }),
          b!.shape,
        ),
    ],
  }),
  // A separate operator, because its pullback needs one product with the long matrix instead of two.
  gram: operator('gram', {
    shape: ([x]) => [...x!.shape.slice(0, -1), x!.shape.at(-2)!],
    pullbacks: [(gradient, { inputs: [x] }) => matrixProduct(add(gradient, transposed(gradient)), x!)],
  }),
};

/** A·B, with either of them transposed on request. */
export const matrixProduct = (
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: Transpositions = {},
): Value => apply(matrices.matrixProduct, [a, b], { transposeA, transposeB });

/** X·Xᵀ */
export const gram = (x: Value): Value => apply(matrices.gram, [x], {});

/** A batch of matrices, each transposed. */
function transposed(x: Value): Value {
  const axes = [...x.shape.keys()];
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

function matrixShape({ shape }: Value, isTransposed: boolean) {
  const sides = shape.slice(-2);
  return isTransposed ? sides.reverse() : sides;
}
