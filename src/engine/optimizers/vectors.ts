/*
 * Vector arithmetic of the optimisers: storage in either precision, accumulation in double. A single accumulator
 * would make every addition wait for the one before it, so each sum is split over four.
 */

export type Vector = Float32Array | Float64Array;

/** aᵀb, both [n]. */
export function dot(a: Vector, b: Vector): number {
  const n = a.length;
  const whole = n - (n % 4);
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = 0; i < whole; i += 4) {
    sum0 += a[i]! * b[i]!;
    sum1 += a[i + 1]! * b[i + 1]!;
    sum2 += a[i + 2]! * b[i + 2]!;
    sum3 += a[i + 3]! * b[i + 3]!;
  }
  for (let i = whole; i < n; i++) sum0 += a[i]! * b[i]!;
  return sum0 + sum1 + (sum2 + sum3);
}

/** Σ|a|. */
export function sumOfMagnitudes(a: Vector): number {
  let sum = 0;
  for (const value of a) sum += Math.abs(value);
  return sum;
}

/** Root mean square. */
export const rootMeanSquare = (a: Vector): number => Math.sqrt(dot(a, a) / a.length);

/** target ← base + factor·direction, all [n]. */
export function setToSum(target: Vector, base: Vector, factor: number, direction: Vector): void {
  for (let i = 0; i < target.length; i++) target[i] = base[i]! + factor * direction[i]!;
}

/** target ← a − b, all [n]. */
export function setToDifference(target: Vector, a: Vector, b: Vector): void {
  for (let i = 0; i < target.length; i++) target[i] = a[i]! - b[i]!;
}

/** target ← −a, both [n]. */
export function setToNegative(target: Vector, a: Vector): void {
  for (let i = 0; i < target.length; i++) target[i] = -a[i]!;
}

/**
 * aᵀx of each vector a; all [n]. Four vectors share a pass, and with it the reading of x, and their sums do not wait for
 * one another.
 */
export function innerProducts(vectors: readonly Vector[], x: Vector): Float64Array {
  const products = new Float64Array(vectors.length);
  for (let k = 0; k < vectors.length; k += 4) {
    // Past the last vector the first of the four stands in; typed arrays ignore what is written past their end.
    const a = vectors[k]!;
    const b = vectors[k + 1] ?? a;
    const c = vectors[k + 2] ?? a;
    const d = vectors[k + 3] ?? a;
    let sumA = 0;
    let sumB = 0;
    let sumC = 0;
    let sumD = 0;
    for (let i = 0; i < x.length; i++) {
      const value = x[i]!;
      sumA += a[i]! * value;
      sumB += b[i]! * value;
      sumC += c[i]! * value;
      sumD += d[i]! * value;
    }
    products[k] = sumA;
    products[k + 1] = sumB;
    products[k + 2] = sumC;
    products[k + 3] = sumD;
  }
  return products;
}

/** Elements that are summed before the next ones: their sums stay in the processor's nearest cache. */
const blockLength = 2048;

/** target ← Σ weight·vector, all [n]; summed in double precision and rounded once. */
export function setToCombination(
  target: Vector,
  weights: ArrayLike<number>,
  vectors: readonly Vector[],
): void {
  const sums = new Float64Array(blockLength);
  for (let start = 0; start < target.length; start += blockLength) {
    const end = Math.min(start + blockLength, target.length);
    sums.fill(0);
    for (let k = 0; k < vectors.length; k += 4) {
      const a = vectors[k]!;
      const b = vectors[k + 1] ?? a;
      const c = vectors[k + 2] ?? a;
      const d = vectors[k + 3] ?? a;
      const weightA = weights[k]!;
      const weightB = weights[k + 1] ?? 0;
      const weightC = weights[k + 2] ?? 0;
      const weightD = weights[k + 3] ?? 0;
      for (let i = start; i < end; i++) {
        sums[i - start]! += weightA * a[i]! + weightB * b[i]! + (weightC * c[i]! + weightD * d[i]!);
      }
    }
    for (let i = start; i < end; i++) target[i] = sums[i - start]!;
  }
}

/** Sets what belongs to values at a bound that a step against the gradient would take across it to 0; all [n]. */
export function clearOutward(
  target: Vector,
  values: Vector,
  gradient: Vector,
  { low, high }: { low: number; high: number },
): void {
  for (let i = 0; i < target.length; i++) {
    const value = values[i]!;
    if ((value <= low && gradient[i]! > 0) || (value >= high && gradient[i]! < 0)) target[i] = 0;
  }
}

/** Brings every value into [low, high]. */
export function clamp(values: Vector, { low, high }: { low: number; high: number }): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) values[i] = low;
    else if (value > high) values[i] = high;
  }
}

/** Whether a and b, both [n], hold the same values. */
export function equal(a: Vector, b: Vector): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
