import { broadcastShape, describeShape } from '../shapes';
import { apply, operator, type Value } from '../value';
import { sumTo } from './broadcasting';
import { add } from './elementwise';
import { transpose } from './shaping';

export interface Transpositions {
  readonly transposeA?: boolean;
  readonly transposeB?: boolean;
}

/** Matrices are the last two dimensions; those before them count the matrices of a batch. */
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
      (slope, { inputs: [a, b], attributes: { transposeA, transposeB } }) =>
        sumTo(
          transposeA
            ? matrixProduct(b!, slope, { transposeA: transposeB, transposeB: true })
            : matrixProduct(slope, b!, { transposeB: !transposeB }),
          a!.shape,
        ),
      (slope, { inputs: [a, b], attributes: { transposeA, transposeB } }) =>
        sumTo(
          transposeB
            ? matrixProduct(slope, a!, { transposeA: true, transposeB: transposeA })
            : matrixProduct(a!, slope, { transposeA: !transposeA }),
          b!.shape,
        ),
    ],
  }),
  // An operator of its own: both slopes of the product are added before they meet the long matrix, in one product.
  gram: operator('gram', {
    shape: ([x]) => [...x!.shape.slice(0, -1), x!.shape.at(-2)!],
    pullbacks: [(slope, { inputs: [x] }) => matrixProduct(add(slope, transposed(slope)), x!)],
  }),
};

/** A·B, either of them transposed if wanted. */
export const matrixProduct = (
  a: Value,
  b: Value,
  { transposeA = false, transposeB = false }: Transpositions = {},
): Value => apply(matrices.matrixProduct, [a, b], { transposeA, transposeB });

/** X·Xᵀ */
export const gram = (x: Value): Value => apply(matrices.gram, [x], {});

/** A batch of matrices, each transposed. */
export function transposed(x: Value): Value {
  const axes = [...x.shape.keys()];
  return transpose(x, [...axes.slice(0, -2), ...axes.slice(-2).reverse()]);
}

function matrixShape({ shape }: Value, isTransposed: boolean) {
  const sides = shape.slice(-2);
  return isTransposed ? sides.reverse() : sides;
}
