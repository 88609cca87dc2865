import { describe, expect, it } from 'vitest';

import { CurvatureHistory } from '../../../src/engine/optimizers/curvature-history';

const n = 7;

/** Iterates and gradients of a quadratic whose Hessian is not diagonal, k = 0, 1, … */
function iterate(k: number): Float32Array {
  return Float32Array.from({ length: n }, (_, i) => Math.sin(1.7 * k + i) + 0.3 * Math.cos(k * i));
}

function gradientAt(x: Float32Array): Float32Array {
  return x.map((value, i) => (i + 1) * value + 0.4 * (x[i - 1] ?? 0) + 0.4 * (x[i + 1] ?? 0));
}

function addPair(history: CurvatureHistory, k: number): boolean {
  const [to, from] = [iterate(k + 1), iterate(k)];
  return history.add(to, from, gradientAt(to), gradientAt(from), 1e-10);
}

/** −H·g with H built as a matrix: γI, then (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ for each pair (Nocedal & Wright, 6.17). */
function denseDirection(pairs: readonly number[], gradient: Float32Array): number[] {
  const inner = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
    Array.from(a).reduce((sum, value, i) => sum + value * b[i]!, 0);
  const differences = pairs.map((k) => {
    const [to, from] = [iterate(k + 1), iterate(k)];
    const [toGradient, fromGradient] = [gradientAt(to), gradientAt(from)];
    return { s: to.map((v, i) => v - from[i]!), y: toGradient.map((v, i) => v - fromGradient[i]!) };
  });
  const newest = differences.at(-1);
  const scale = newest ? inner(newest.y, newest.s) / inner(newest.y, newest.y) : 1;
  let inverse = Array.from({ length: n }, (_, i) =>
    Array.from({ length: n }, (_, j) => (i === j ? scale : 0)),
  );
  for (const { s, y } of differences) {
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

function expectDirection(history: CurvatureHistory, pairs: readonly number[]): void {
  const gradient = gradientAt(iterate(50));
  const direction = new Float32Array(n);

  const slope = history.direction(gradient, direction);

  const expected = denseDirection(pairs, gradient);
  expected.forEach((value, i) => {
    expect(direction[i], `component ${i}`).toBeCloseTo(value, 4);
  });
  expect(slope).toBeCloseTo(
    expected.reduce((sum, value, i) => sum + value * gradient[i]!, 0),
    3,
  );
}

describe('CurvatureHistory', () => {
  it('is steepest descent while empty', () => {
    expectDirection(new CurvatureHistory(3), []);
  });

  it('multiplies by the BFGS matrix of its pairs', () => {
    const history = new CurvatureHistory(4);

    for (const k of [0, 1, 2]) expect(addPair(history, k)).toBe(true);

    expectDirection(history, [0, 1, 2]);
  });

  it('drops the oldest pair when full, over and over', () => {
    const history = new CurvatureHistory(3);
    const one = new CurvatureHistory(1);

    for (let k = 0; k < 8; k++) {
      addPair(history, k);
      addPair(one, k);
    }

    expectDirection(history, [5, 6, 7]);
    expectDirection(one, [7]);
  });

  it('passes over a pair without enough curvature and keeps the others, its oldest too', () => {
    const history = new CurvatureHistory(2);
    addPair(history, 0);
    addPair(history, 1);
    const [to, from] = [iterate(1), iterate(0)];
    const barely = Float32Array.from({ length: n }, (_, i) => (i === 0 ? 1e-10 / (to[0]! - from[0]!) : 0));

    const negative = history.add(to, from, gradientAt(from), gradientAt(to), 1e-10);
    const tiny = history.add(
      to,
      from,
      barely.map((v) => 0.9 * v),
      new Float32Array(n),
      1e-10,
    );
    const none = history.add(
      to,
      from,
      barely.map((v) => v * NaN),
      new Float32Array(n),
      1e-10,
    );

    expect([negative, tiny, none]).toEqual([false, false, false]);
    expectDirection(history, [0, 1]);
    const enough = new CurvatureHistory(2);
    expect(
      enough.add(
        to,
        from,
        barely.map((v) => 1.1 * v),
        new Float32Array(n),
        1e-10,
      ),
    ).toBe(true);
  });

  it('is as new after it was cleared', () => {
    const history = new CurvatureHistory(2);
    for (const k of [0, 1, 2]) addPair(history, k);

    history.clear();
    expectDirection(history, []);
    addPair(history, 5);

    expectDirection(history, [5]);
  });
});
