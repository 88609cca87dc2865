import { CholeskyDecomposition, EigenvalueDecomposition, inverse, Matrix } from 'ml-matrix';

import type { Picture } from '../picture';
import type { Recoloring } from './recoloring';
import { leastDeviation, meanAndCovariance, visiblePixels } from './statistics';

/**
 * A solution A of A·Σ_s·Aᵀ = Σ_c, of which there are as many as rotations:
 *
 * - `cholesky`: L_c·L_s⁻¹, with Σ = L·Lᵀ; depends on the order of the channels
 * - `pca`: Σ_c^½·Σ_s^−½, as in Image Analogies (Hertzmann et al. 2001)
 * - `symmetric`: Σ_s^−½·(Σ_s^½·Σ_c·Σ_s^½)^½·Σ_s^−½, which moves colours least (Monge and Kantorovich's; Pitié &
 *   Kokaram 2007, The linear Monge-Kantorovitch linear colour mapping for example-based colour transfer)
 *
 * All three are `match_color` of the authors' own program (leongatys/NeuralImageSynthesis).
 */
export type LinearMatch = 'cholesky' | 'pca' | 'symmetric';

const solutions: Readonly<Record<LinearMatch, (content: Matrix, style: Matrix) => Matrix>> = {
  cholesky: (content, style) => choleskyFactor(content).mmul(inverse(choleskyFactor(style))),
  pca: (content, style) => power(content, 1 / 2).mmul(power(style, -1 / 2)),
  symmetric: (content, style) => {
    const [root, inverseRoot] = [power(style, 1 / 2), power(style, -1 / 2)];
    return inverseRoot.mmul(power(root.mmul(content).mmul(root), 1 / 2)).mmul(inverseRoot);
  },
};

/**
 * Gives pictures the mean and the covariance of the content's colours by one linear map of RGB, x′ = A·(x − μ_s) + μ_c
 * (Gatys et al. 2016, Preserving Color in Neural Artistic Style Transfer, colour histogram matching).
 */
export function linearMatch(kind: LinearMatch, content: Picture): Recoloring {
  const wanted = meanAndCovariance(visiblePixels(content));
  return (style) => {
    const found = meanAndCovariance(visiblePixels(style));
    const map = matchingMap(kind, wanted.covariance, found.covariance, leastDeviation);
    return mapped(style.data, map, found.mean, wanted.mean);
  };
}

/**
 * A with A·Σ·Aᵀ the wanted covariance, where Σ is the one that was found.
 *
 * @param least deviation that counts as one: flat and gray pictures have directions without colours, which would be divided
 *   by nothing
 */
export const matchingMap = (
  kind: LinearMatch,
  wanted: number[][],
  found: number[][],
  least: number,
): number[][] =>
  solutions[kind](
    new Matrix(wanted),
    spectrum(new Matrix(found), (variance) => Math.max(variance, least ** 2)),
  ).to2DArray();

function mapped(
  picture: Float32Array,
  map: readonly (readonly number[])[],
  from: readonly number[],
  to: readonly number[],
): Float32Array {
  const plane = picture.length / 3;
  const result = new Float32Array(picture.length);
  for (const [channel, [red, green, blue]] of map.entries()) {
    for (let i = 0; i < plane; i++) {
      result[channel * plane + i] =
        red! * (picture[i]! - from[0]!) +
        green! * (picture[plane + i]! - from[1]!) +
        blue! * (picture[2 * plane + i]! - from[2]!) +
        to[channel]!;
    }
  }
  return result;
}

/** U·f(Λ)·Uᵀ of a symmetric matrix U·Λ·Uᵀ, f never negative. */
function spectrum(matrix: Matrix, change: (eigenvalue: number) => number): Matrix {
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  const scales = realEigenvalues.map((eigenvalue) => Math.sqrt(change(eigenvalue)));
  // As a product with its own transpose it is symmetric to the last digit.
  const root = eigenvectorMatrix.mmul(Matrix.diag(scales));
  return root.mmul(root.transpose());
}

/** A power of a covariance, whose smallest eigenvalues rounding may have made negative. */
const power = (covariance: Matrix, exponent: number): Matrix =>
  spectrum(covariance, (eigenvalue) => Math.max(eigenvalue, 0) ** exponent);

/** L with L·Lᵀ = covariance. A gray or flat picture's is singular, which the decomposition does not take. */
function choleskyFactor(covariance: Matrix): Matrix {
  const regular = spectrum(covariance, (eigenvalue) => Math.max(eigenvalue, 1e-9));
  return new CholeskyDecomposition(regular).lowerTriangularMatrix;
}
