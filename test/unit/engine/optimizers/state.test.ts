import { describe, expect, it } from 'vitest';

import { AveragedIterate } from '../../../../src/engine/optimizers/averaged-iterate';
import { createOptimizer } from '../../../../src/engine/optimizers/create-optimizer';
import type { Optimizer, OptimizerOptions } from '../../../../src/engine/optimizers/optimizer';
import { optimizerSchema, type OptimizerSettings } from '../../../../src/recipe/schema/optimizers';
import { sequence, waves } from './problems';

const problem = waves(sequence(24, (i) => 3 * Math.sin(5 * i)));
const settings = (values: object): OptimizerSettings => optimizerSchema.parse(values);

const cases: [name: string, settings: OptimizerSettings, options?: OptimizerOptions][] = [
  ['Adam', settings({ kind: 'adam', learningRate: 0.2, decay: 0.05 })],
  ['Adam with a clamp', settings({ kind: 'adam', learningRate: 0.5 }), { clampTo: { low: -1, high: 1 } }],
  ['gradient descent with momentum', settings({ kind: 'sgd', learningRate: 0.1, momentum: 0.9, decay: 0.1 })],
  ['L-BFGS without a line search', settings({ kind: 'lbfgs', lineSearch: 'none', history: 4 })],
  [
    'L-BFGS that backtracks',
    settings({ kind: 'lbfgs', lineSearch: 'backtracking', history: 4 }),
    { range: 10 },
  ],
  [
    'L-BFGS that backtracks within bounds',
    settings({ kind: 'lbfgs', lineSearch: 'backtracking', history: 4 }),
    { range: 10, clampTo: { low: -2, high: 2.5 } },
  ],
  [
    'L-BFGS that backtracks by slopes',
    settings({ kind: 'lbfgs', lineSearch: 'backtracking', history: 4 }),
    { range: 100, slopesOnly: true },
  ],
  ['L-BFGS with a line search', settings({ kind: 'lbfgs', history: 4 })],
  ['L-BFGS that restarts', settings({ kind: 'lbfgs', history: 20, restartEvery: 7 })],
  ['Adam that anneals', settings({ kind: 'adam', learningRate: 0.5, annealing: 0.1 }), { iterations: 30 }],
];

/**
 * The points that an optimiser asks for in a run with all that can happen: evaluations that are not finite, which shorten
 * a search or stall it, and objectives that change.
 *
 * @param from the number of steps it has already taken
 */
function points(optimizer: Optimizer, from: number, to: number): number[][] {
  const visited: number[][] = [];
  for (let step = from; step < to; step++) {
    if (step === 13 || step === 26) optimizer.objectiveChanged();
    const [loss, gradient] = problem.evaluate(optimizer.point);
    const factor = step < 13 ? 1 : 2;
    const isBroken = step === 5 || step === 6 || (step >= 20 && step < 24);
    optimizer.tell(
      isBroken ? Infinity : factor * loss,
      gradient.map((value) => factor * value),
    );
    visited.push([...optimizer.point, ...optimizer.iterate, Number(optimizer.stalled)]);
  }
  return visited;
}

const steps = 40;

describe.each(cases)('%s', (...[, optimizerSettings, options]) => {
  const create = () => createOptimizer(optimizerSettings, problem.start, options);

  it('goes on to the same bits wherever it was interrupted', () => {
    const whole = points(create(), 0, steps);

    for (let interrupted = 0; interrupted < steps; interrupted++) {
      const before = create();
      points(before, 0, interrupted);
      const state = structuredClone(before.state());
      const after = create();
      // A fresh one that has a past of its own, none of which may be left.
      points(after, 0, interrupted % 11);
      after.restore(state);

      expect(after.point, `after ${interrupted} steps`).toEqual(before.point);
      expect(after.evaluations).toBe(interrupted);
      expect(after.state()).toEqual(before.state());
      expect(points(after, interrupted, steps), `after ${interrupted} steps`).toEqual(
        whole.slice(interrupted),
      );
    }
    // A trajectory worth the name.
    expect(new Set(whole.map(String)).size).toBeGreaterThan(12);
  });

  it('keeps the arrays that it has handed out', () => {
    const before = create();
    points(before, 0, 9);
    const after = create();
    const { point, iterate } = after;

    after.restore(structuredClone(before.state()));

    expect(after.point).toBe(point);
    expect(after.iterate).toBe(iterate);
    expect(iterate).toEqual(before.iterate);
  });

  it('refuses a state of another size, and of another optimiser', () => {
    const other = createOptimizer(optimizerSettings, new Float32Array(3), options);
    expect(() => {
      create().restore(other.state());
    }).toThrow('does not fit');

    const kind = optimizerSettings.kind === 'sgd' ? 'adam' : 'sgd';
    const stranger = createOptimizer(settings({ kind, learningRate: 1 }), problem.start);
    expect(() => {
      create().restore(stranger.state());
    }).toThrow(`A state of ${kind}`);
  });
});

it('refuses the state of another line search', () => {
  const searches = ['none', 'backtracking', 'strong-wolfe'];
  const [none, backtracking, strongWolfe] = searches.map((lineSearch) =>
    createOptimizer(settings({ kind: 'lbfgs', lineSearch }), problem.start),
  );

  for (const [one, other] of [
    [none!, strongWolfe!],
    [backtracking!, none!],
    [strongWolfe!, backtracking!],
  ] as const) {
    expect(() => {
      one.restore(other.state());
    }).toThrow(/A state of [a-z-]+ is none of/);
  }
});

it('goes on with an average to the same bits', () => {
  const iterates = sequence(8, (i) => i).map((i) => Float32Array.of(Math.sin(i), Math.cos(i) * 100));
  const whole = new AveragedIterate(2, 0.9);
  const before = new AveragedIterate(2, 0.9);
  const after = new AveragedIterate(2, 0.9);
  for (const [index, iterate] of iterates.entries()) {
    whole.update(iterate);
    if (index < 5) before.update(iterate);
  }
  after.update(Float32Array.of(1e6, 1e6));

  after.restore(structuredClone(before.state()));
  for (const iterate of iterates.slice(5)) after.update(iterate);

  expect(after.updates).toBe(8);
  expect(after.value()).toEqual(whole.value());
});
