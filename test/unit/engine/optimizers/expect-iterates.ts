import { expect } from 'vitest';

import type { Optimizer } from '../../../../src/engine/optimizers/optimizer';
import type { Problem } from './problems';

/** Iterates after each of `steps` evaluations. */
export function iteratesOf(optimizer: Optimizer, problem: Problem, steps: number): number[][] {
  return Array.from({ length: steps }, () => {
    optimizer.tell(...problem.evaluate(optimizer.point));
    return Array.from(optimizer.iterate);
  });
}

/** Compares with the iterates of another program, by their numbers from 1, to 1e-5. */
export function expectIterates(iterates: number[][], reference: Record<number, number[]>): void {
  for (const [step, expected] of Object.entries(reference)) {
    const actual = iterates[Number(step) - 1]!;
    expected.forEach((value, i) => {
      expect(Math.abs(actual[i]! - value) / Math.abs(value), `step ${step}, component ${i}`).toBeLessThan(
        1e-5,
      );
    });
  }
}
