import { describe, expect, it } from 'vitest';

import { CurvatureHistory } from '../../../../../src/engine/optimizers/lbfgs/curvature-history';

const n = 7;

/** Iterates and gradients of a quadratic whose Hessian is not diagonal, k = 0, 1, … */
function iterate(k: number, length = n): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(1.7 * k + i) + 0.3 * Math.cos(k * i));
}

function gradientAt(x: Float32Array): Float32Array {
  return x.map((value, i) => (i + 1) * value + 0.4 * (x[i - 1] ?? 0) + 0.4 * (x[i + 1] ?? 0));
}

/** Starts a history at iterate 0. */
function historyOf(capacity: number, length = n): CurvatureHistory {
  const history = new CurvatureHistory(capacity, () => new Float32Array(length));
  history.restart(iterate(0, length), gradientAt(iterate(0, length)), new Float32Array(length));
  return history;
}

interface Direction {
  readonly gradient: Float32Array;
  readonly direction: Float32Array;
  readonly slope: number;
}

/** Goes from iterate k − 1 to k. */
function advance(history: CurvatureHistory, k: number, length = n): Direction {
  const [to, from] = [iterate(k, length), iterate(k - 1, length)];
  const gradient = gradientAt(to);
  const direction = new Float32Array(length);
  const slope = history.advance(to, from, gradient, 1e-10, direction);
  return { gradient, direction, slope };
}

const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);

/** The pair of the step from iterate k − 1 to k. */
function pair(k: number, length = n): { s: Float32Array; y: Float32Array } {
  const [to, from] = [iterate(k, length), iterate(k - 1, length)];
  const [toGradient, fromGradient] = [gradientAt(to), gradientAt(from)];
  return { s: to.map((v, i) => v - from[i]!), y: toGradient.map((v, i) => v - fromGradient[i]!) };
}

/** −H·g with H built as a matrix: γI, then (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ for each step (Nocedal & Wright, 6.17). */
function denseDirection(steps: readonly number[], gradient: Float32Array): number[] {
  const pairs = steps.map((k) => pair(k));
  const newest = pairs.at(-1);
  const scale = newest ? inner(newest.y, newest.s) / inner(newest.y, newest.y) : 1;
  let inverse = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? scale : 0)),
  );
  for (const { s, y } of pairs) {
    const rho = 1 / inner(y, s);
    const timesY = inverse.map((row) => inner(row, y));
    const curvature = inner(y, timesY);
    inverse = inverse.map((row, i) =>
      row.map(
        (value, j) =>
          value -
          rho * (s[i]! * timesY[j]! + timesY[i]! * s[j]!) +
          rho * (rho * curvature + 1) * s[i]! * s[j]!,
      ),
    );
  }
  return inverse.map((row) => -inner(row, gradient));
}

/** −H·g by the two-loop recursion on vectors in double precision (Nocedal & Wright, algorithm 7.4). */
function recursiveDirection(steps: readonly number[], gradient: Float32Array): number[] {
  const pairs = steps.map((k) => pair(k, gradient.length));
  const newest = pairs.at(-1)!;
  const add = (a: readonly number[], factor: number, b: Float32Array) =>
    a.map((value, i) => value + factor * b[i]!);
  let direction = Array.from(gradient, (value) => -value);
  const alphas = new Map<object, number>();
  for (const { s, y } of pairs.toReversed()) {
    alphas.set(s, inner(s, direction) / inner(s, y));
    direction = add(direction, -alphas.get(s)!, y);
  }
  const scale = inner(newest.y, newest.s) / inner(newest.y, newest.y);
  direction = direction.map((value) => scale * value);
  for (const { s, y } of pairs) {
    direction = add(direction, alphas.get(s)! - inner(y, direction) / inner(s, y), s);
  }
  return direction;
}

/** `steps`: the k of the steps from iterate k − 1 to k that the history should hold. */
function expectDirection(
  { gradient, direction, slope }: Direction,
  steps: readonly number[],
  reference = denseDirection,
): void {
  const expected = reference(steps, gradient);
  const size = Math.hypot(...expected);
  expected.forEach((value, i) => {
    expect(Math.abs(direction[i]! - value) / size, `component ${i}`).toBeLessThan(1e-6);
  });
  const expectedSlope = expected.reduce((sum, value, i) => sum + value * gradient[i]!, 0);
  expect(slope / expectedSlope).toBeCloseTo(1, 5);
}

describe('CurvatureHistory', () => {
  it('is steepest descent at first', () => {
    const gradient = gradientAt(iterate(0));
    const direction = new Float32Array(n);

    const slope = new CurvatureHistory(3, () => new Float32Array(n)).restart(iterate(0), gradient, direction);

    expectDirection({ gradient, direction, slope }, []);
  });

  it('multiplies by the BFGS matrix of its pairs', () => {
    const history = historyOf(4);

    expectDirection(advance(history, 1), [1]);
    expectDirection(advance(history, 2), [1, 2]);
    expectDirection(advance(history, 3), [1, 2, 3]);
  });

  it('drops the oldest pair when full, over and over', () => {
    const history = historyOf(3);
    const one = historyOf(1);

    for (let k = 1; k < 8; k++) {
      advance(history, k);
      advance(one, k);
    }

    expectDirection(advance(history, 8), [6, 7, 8]);
    expectDirection(advance(one, 8), [8]);
  });

  it('is as exact with a hundred pairs of vectors of several blocks', () => {
    const length = 5003;
    const history = historyOf(100, length);
    const steps = Array.from({ length: 120 }, (_, i) => i + 1);

    const last = steps.map((k) => advance(history, k, length)).at(-1)!;

    expectDirection(last, steps.slice(-100), recursiveDirection);
  });

  it('passes over a step without enough curvature and keeps the others, its oldest too', () => {
    const history = historyOf(2);
    advance(history, 1);
    advance(history, 2);
    const [from, to] = [iterate(2), iterate(3)];
    const before = gradientAt(from);
    const direction = new Float32Array(n);
    /** A gradient after which yᵀs is this. */
    const gradientOf = (curvature: number) => {
      const gradient = before.slice();
      gradient[0]! += curvature / (to[0]! - from[0]!);
      return gradient;
    };

    for (const curvature of [-0.5, 0, 0.5, NaN]) {
      const gradient = gradientOf(curvature);
      const slope = history.advance(to, from, gradient, 1, direction);
      if (!Number.isNaN(curvature)) expectDirection({ gradient, direction, slope }, [1, 2]);
      history.advance(to, from, before, Infinity, direction);
    }
    const gradient = gradientOf(1.5);
    history.advance(to, from, gradient, 1, direction);
    const oldest = new CurvatureHistory(2, () => new Float32Array(n));
    oldest.restart(iterate(1), gradientAt(iterate(1)), new Float32Array(n));
    advance(oldest, 2);
    const expected = new Float32Array(n);
    oldest.advance(to, from, gradient, 1, expected);
    expect(direction).toEqual(expected);
  });

  it('is as new after a restart', () => {
    const history = historyOf(2);
    for (const k of [1, 2, 3]) advance(history, k);
    const gradient = gradientAt(iterate(5));
    const direction = new Float32Array(n);

    const slope = history.restart(iterate(5), gradient, direction);

    expectDirection({ gradient, direction, slope }, []);
    expectDirection(advance(history, 6), [6]);
    expectDirection(advance(history, 7), [6, 7]);
  });
});
