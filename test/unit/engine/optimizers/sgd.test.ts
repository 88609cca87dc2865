import { expect, it } from 'vitest';

import { createOptimizer } from '../../../../src/engine/optimizers/create-optimizer';
import { Sgd, type SgdSettings } from '../../../../src/engine/optimizers/sgd';
import { expectIterates, iteratesOf } from './expect-iterates';
import { quadratic, rosenbrock } from './problems';

const settings: SgdSettings = { kind: 'sgd', learningRate: 0.015, momentum: 0, decay: 0, annealing: 1 };

it('takes the steps of torch.optim.SGD', () => {
  const problem = quadratic([1, 10, 100, 0.1], [1, -2, 3, 0.5], [5, 5, -5, 0]);

  const iterates = iteratesOf(new Sgd(settings, problem.start), problem, 30);

  // torch 1.13, float64, lr=0.015
  expectIterates(iterates, {
    1: [4.94, 3.95, 7, 0.00075],
    2: [4.8809, 3.0575, 1, 0.001498875],
    6: [4.653233019320563, 0.640046609375, 2.875, 0.004483158712054025],
    30: [3.5418323709253987, -1.9465846828364735, 2.9999999925494194, 0.022017407418806804],
  });
});

it('takes those with momentum and a schedule of 1 / (1 + decay·t)', () => {
  const problem = rosenbrock([-1.2, 1]);
  const optimizer = new Sgd(
    { kind: 'sgd', learningRate: 0.001, momentum: 0.8, decay: 0.05, annealing: 1 },
    problem.start,
  );

  // torch 1.13, float64, lr=0.001, momentum=0.8, LambdaLR 1 / (1 + 0.05·t)
  expectIterates(iteratesOf(optimizer, problem, 30), {
    1: [-0.9844, 1.088],
    2: [-0.8609633967299047, 1.1323892114285714],
    3: [-0.885773577783981, 1.0951716563522302],
    11: [-0.9547776519386003, 0.9029765866588105],
    30: [-0.8964262431433243, 0.8001947573205928],
  });
});

it('is what a recipe that says sgd gets, clamped when asked to', () => {
  const optimizer = createOptimizer(settings, Float32Array.of(0.5), { clampTo: { low: 0, high: 1 } });

  expect(optimizer.tell(1, Float32Array.of(100))).toBe(true);

  expect(optimizer.iterate[0]).toBe(0);
  expect(optimizer.evaluations).toBe(1);
});

it('is stuck at an evaluation that is not finite, until something changes', () => {
  const optimizer = new Sgd(settings, Float32Array.of(1));
  optimizer.tell(1, Float32Array.of(1));
  const before = optimizer.point[0];

  expect(optimizer.tell(1, Float32Array.of(Infinity))).toBe(false);

  expect(optimizer.point[0]).toBe(before);
  expect(optimizer.stalled).toBe(true);
  optimizer.objectiveChanged();
  expect(optimizer.stalled).toBe(false);
});
