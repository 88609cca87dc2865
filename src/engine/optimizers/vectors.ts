/*
 * Vector arithmetic of the optimisers: Float32Array storage, double-precision accumulation. A single accumulator
 * would make every addition wait for the one before it, so each sum is split over four.
 */

/** aᵀb, both [n]. */
export function dot(a: Float32Array, b: Float32Array): number {
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
export function sumOfMagnitudes(a: Float32Array): number {
  let sum = 0;
  for (const value of a) sum += Math.abs(value);
  return sum;
}

/** target ← base + factor·direction, all [n]. */
export function setToSum(
  target: Float32Array,
  base: Float32Array,
  factor: number,
  direction: Float32Array,
): void {
  for (let i = 0; i < target.length; i++) target[i] = base[i]! + factor * direction[i]!;
}

/** target ← a − b, all [n]. */
export function setToDifference(target: Float32Array, a: Float32Array, b: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = a[i]! - b[i]!;
}

/** target ← −a, both [n]. */
export function setToNegative(target: Float32Array, a: Float32Array): void {
  for (let i = 0; i < target.length; i++) target[i] = -a[i]!;
}

/** a ← factor·a. */
export function scale(a: Float32Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] = factor * a[i]!;
}

/**
 * target ← target + factor·a, and returns targetᵀb of the new target; all [n]. One pass where two would read and
 * write the target twice.
 */
export function addScaledThenDot(
  target: Float32Array,
  factor: number,
  a: Float32Array,
  b: Float32Array,
): number {
  const n = target.length;
  const whole = n - (n % 4);
  let sum0 = 0;
  let sum1 = 0;
  let sum2 = 0;
  let sum3 = 0;
  for (let i = 0; i < whole; i += 4) {
    const value0 = target[i]! + factor * a[i]!;
    const value1 = target[i + 1]! + factor * a[i + 1]!;
    const value2 = target[i + 2]! + factor * a[i + 2]!;
    const value3 = target[i + 3]! + factor * a[i + 3]!;
    target[i] = value0;
    target[i + 1] = value1;
    target[i + 2] = value2;
    target[i + 3] = value3;
    sum0 += value0 * b[i]!;
    sum1 += value1 * b[i + 1]!;
    sum2 += value2 * b[i + 2]!;
    sum3 += value3 * b[i + 3]!;
  }
  for (let i = whole; i < n; i++) {
    const value = target[i]! + factor * a[i]!;
    target[i] = value;
    sum0 += value * b[i]!;
  }
  return sum0 + sum1 + (sum2 + sum3);
}

/** Brings every value into [low, high]. */
export function clamp(values: Float32Array, { low, high }: { low: number; high: number }): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) values[i] = low;
    else if (value > high) values[i] = high;
  }
}

/** Whether a and b, both [n], hold the same values. */
export function equal(a: Float32Array, b: Float32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
