/**
 * Eigenvalues and eigenvectors of a symmetric matrix [n, n] by Jacobi rotations, cyclic by row (Golub & Van Loan 2013,
 * algorithm 8.5.3): slow, simple, and accurate to the last digits.
 *
 * @returns `values` [n] in no order, `vectors` [n, n] with the eigenvectors as columns in the same order
 */
export function symmetricEigen(
  matrix: ArrayLike<number>,
  n: number,
): { values: Float64Array; vectors: Float64Array } {
  const a = Float64Array.from(matrix);
  const vectors = new Float64Array(n * n);
  for (let i = 0; i < n; i++) vectors[i * (n + 1)] = 1;
  const rotate = (values: Float64Array, first: number, second: number, c: number, s: number) => {
    const [x, y] = [values[first]!, values[second]!];
    values[first] = c * x - s * y;
    values[second] = s * x + c * y;
  };
  for (let sweep = 0; sweep < 30; sweep++) {
    let rotated = false;
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const off = a[p * n + q]!;
        if (Math.abs(off) <= 1e-17 * Math.sqrt(Math.abs(a[p * (n + 1)]! * a[q * (n + 1)]!))) continue;
        rotated = true;
        const tau = (a[q * (n + 1)]! - a[p * (n + 1)]!) / (2 * off);
        const t = (tau >= 0 ? 1 : -1) / (Math.abs(tau) + Math.sqrt(1 + tau * tau));
        const c = 1 / Math.sqrt(1 + t * t);
        const s = t * c;
        for (let k = 0; k < n; k++) rotate(a, k * n + p, k * n + q, c, s);
        for (let k = 0; k < n; k++) rotate(a, p * n + k, q * n + k, c, s);
        for (let k = 0; k < n; k++) rotate(vectors, k * n + p, k * n + q, c, s);
      }
    }
    if (!rotated) break;
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * (n + 1)]!), vectors };
}
