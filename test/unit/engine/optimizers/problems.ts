/** An objective with its gradient, in double precision as in the reference programs that the tests compare with. */
export interface Problem {
  readonly start: Float32Array;
  evaluate(x: Float32Array): Evaluation;
}

export type Evaluation = [loss: number, gradient: Float32Array];

/** ½ Σ curvature·(x − minimum)², with its axes along the coordinates. */
export function quadratic(
  curvature: readonly number[],
  minimum: readonly number[],
  start: readonly number[],
): Problem {
  return {
    start: Float32Array.from(start),
    evaluate: (x) => {
      let loss = 0;
      const gradient = x.map((value, i) => {
        const distance = value - minimum[i]!;
        loss += 0.5 * curvature[i]! * distance ** 2;
        return curvature[i]! * distance;
      });
      return [loss, gradient];
    },
  };
}

/** Σ 100(x_{i+1} − x_i²)² + (1 − x_i)², minimum 0 at (1, …, 1). */
export function rosenbrock(start: readonly number[]): Problem {
  return {
    start: Float32Array.from(start),
    evaluate: (x) => {
      let loss = 0;
      const gradient = new Float64Array(x.length);
      for (let i = 0; i + 1 < x.length; i++) {
        const valley = x[i + 1]! - x[i]! ** 2;
        const rest = 1 - x[i]!;
        loss += 100 * valley ** 2 + rest ** 2;
        gradient[i]! += -400 * x[i]! * valley - 2 * rest;
        gradient[i + 1]! += 200 * valley;
      }
      return [loss, Float32Array.from(gradient)];
    },
  };
}

/** Σ x²/20 + Σ sin(x_i) sin(x_{i+1}): smooth, with many minima. */
export function waves(start: readonly number[]): Problem {
  return {
    start: Float32Array.from(start),
    evaluate: (x) => {
      let loss = 0;
      const gradient = new Float64Array(x.length);
      for (let i = 0; i < x.length; i++) {
        loss += 0.05 * x[i]! ** 2;
        gradient[i]! += 0.1 * x[i]!;
        if (i + 1 === x.length) break;
        loss += Math.sin(x[i]!) * Math.sin(x[i + 1]!);
        gradient[i]! += Math.cos(x[i]!) * Math.sin(x[i + 1]!);
        gradient[i + 1]! += Math.sin(x[i]!) * Math.cos(x[i + 1]!);
      }
      return [loss, Float32Array.from(gradient)];
    },
  };
}

/** n values f(0), f(1), … */
export function sequence(n: number, f: (i: number) => number): number[] {
  return Array.from({ length: n }, (_, i) => f(i));
}
