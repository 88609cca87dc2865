import { describe, expect, it } from 'vitest';

import { Adam, type AdamSettings } from '../../../../src/engine/optimizers/adam';
import { createOptimizer } from '../../../../src/engine/optimizers/create-optimizer';
import { expectIterates, iteratesOf as run } from './expect-iterates';
import { quadratic, rosenbrock } from './problems';

const settings: AdamSettings = {
  kind: 'adam',
  learningRate: 0.5,
  beta1: 0.9,
  beta2: 0.999,
  epsilon: 1e-8,
  decay: 0,
  annealing: 1,
};

describe('Adam', () => {
  it('takes the steps of torch.optim.Adam on a quadratic', () => {
    const problem = quadratic([1, 10, 100, 0.1], [1, -2, 3, 0.5], [5, 5, -5, 0]);

    const iterates = run(new Adam(settings, problem.start), problem, 30);

    // torch 1.13, float64, lr=0.5
    expectIterates(iterates, {
      1: [4.50000000125, 4.500000000071428, -4.50000000000625, 0.4999999000000199],
      2: [4.002841416757896, 4.001307347230441, -4.001100355458499, 0.8350290067349327],
      3: [3.511100331830319, 3.50495012312844, -3.5041466020222964, 0.8721877955910328],
      6: [2.1044623432249434, 2.042206875887717, -2.034827828798009, 0.3713036954837873],
      11: [0.31186071204872856, -0.21123564916507315, 0.2675532971599728, 0.5278128862457165],
      30: [1.4179607907469498, -3.2250663913874904, 4.389648943749204, 0.42853234267068874],
    });
  });

  it('takes the steps of torch.optim.Adam on the Rosenbrock function, with every setting changed', () => {
    const problem = rosenbrock([-1.2, 1]);
    const adam = new Adam(
      { kind: 'adam', learningRate: 0.02, beta1: 0.8, beta2: 0.99, epsilon: 1e-2, decay: 0, annealing: 1 },
      problem.start,
    );

    const iterates = run(adam, problem, 30);

    // torch 1.13, float64, lr=0.02, betas=(0.8, 0.99), eps=1e-2
    expectIterates(iterates, {
      1: [-1.1800009276007606, 1.0199977275309624],
      2: [-1.1602712936592732, 1.0397503744038668],
      3: [-1.1410433198754137, 1.0590378279232842],
      6: [-1.0892420012464783, 1.1111996283927799],
      11: [-1.039574242966425, 1.159575544111832],
      30: [-1.0563187417382127, 1.1144132658454908],
    });
  });

  it('takes the ever shorter steps of torch.optim.Adam with a schedule of 1 / (1 + decay·t)', () => {
    const problem = quadratic([1, 10, 100, 0.1], [1, -2, 3, 0.5], [5, 5, -5, 0]);

    const iterates = run(new Adam({ ...settings, decay: 0.1, annealing: 1 }, problem.start), problem, 30);

    // torch 1.13, float64, lr=0.5, LambdaLR 1 / (1 + 0.1·t)
    expectIterates(iterates, {
      2: [4.048037651711724, 4.046643042943257, -4.046454868599204, 0.804571815213577],
      11: [1.449733165096532, 1.268207251208252, -1.2479163829355964, 0.3467488422874471],
      30: [0.5233509446732272, -1.147123919822516, 1.3469127327363095, 0.4463105295860104],
    });
  });

  it('takes the steps of torch.optim.Adam with cosine annealing over the iterations', () => {
    const problem = quadratic([1, 10, 100, 0.1], [1, -2, 3, 0.5], [5, 5, -5, 0]);
    const adam = new Adam({ ...settings, annealing: 0.1 }, problem.start, { iterations: 30 });

    const iterates = run(adam, problem, 30);

    // torch 1.13, float64, lr=0.5, CosineAnnealingLR(T_max=30, eta_min=0.05)
    expectIterates(iterates, {
      2: [4.004066985792879, 4.002536697969542, -4.002330216462602, 0.8342031107093173],
      11: [0.5908389213944365, 0.17810503324559035, -0.13366402974597608, 0.46429330444897676],
      20: [0.06734497994051797, -1.5855470215037497, 1.783205399427606, 0.4829862278936174],
      30: [0.33603656990421354, -1.9648222230394903, 2.2862726530012933, 0.46144686102939936],
    });
  });

  it('anneals anew at every size, although its moments go on', () => {
    const moments = { first: Float32Array.of(1), second: Float32Array.of(1), steps: 1_000_000 };
    const adam = new Adam({ ...settings, annealing: 0.5 }, Float32Array.of(0), { moments, iterations: 10 });
    const at: number[] = [0];
    // With gradients and moments of 1, and no bias to correct any more, a step is as long as it may be.
    for (let i = 0; i < 10; i++) {
      adam.tell(1, Float32Array.of(1));
      at.push(-adam.iterate[0]!);
    }

    const lengths = at.slice(1).map((position, i) => position - at[i]!);

    expect(lengths[0]).toBeCloseTo(0.5, 5);
    // (1 + cos 90°) / 2 of the way from 0.5 down to 0.25
    expect(lengths[5]).toBeCloseTo(0.375, 5);
    expect(lengths[9]).toBeCloseTo(0.25 + (0.25 * (1 + Math.cos(0.9 * Math.PI))) / 2, 5);
  });

  it('leaves the start alone and works on its own copy', () => {
    const start = Float32Array.of(1, 2);

    new Adam(settings, start).tell(1, Float32Array.of(1, 1));

    expect(Array.from(start)).toEqual([1, 2]);
  });

  it('keeps every component in the clamp range after a step, without touching the moments', () => {
    const clamped = new Adam(settings, Float32Array.of(0.1, 0.5, 0.9), { clampTo: { low: 0, high: 1 } });
    const free = new Adam(settings, Float32Array.of(0.1, 0.5, 0.9));
    const gradient = Float32Array.of(1, 0, -1);

    clamped.tell(1, gradient);
    free.tell(1, gradient);

    expect(Array.from(clamped.iterate)).toEqual([0, 0.5, 1]);
    expect(free.iterate[0]).toBeLessThan(0);
    expect(clamped.state().first).toEqual(free.state().first);
    expect(clamped.state().second).toEqual(free.state().second);
  });

  it('goes on where it was when its moments are handed to another', () => {
    const problem = rosenbrock([-1.2, 1]);
    const whole = new Adam(settings, problem.start);
    const before = new Adam(settings, problem.start);
    run(whole, problem, 7);
    run(before, problem, 7);
    const { first, second, steps } = before.state();

    const after = new Adam(settings, before.iterate, {
      moments: { first: first.slice(), second: second.slice(), steps },
    });

    expect(run(after, problem, 5)).toEqual(run(whole, problem, 5));
    expect(after.state().steps).toBe(12);
  });

  it('keeps its moments when the objective changes', () => {
    const adam = new Adam(settings, Float32Array.of(1));
    adam.tell(1, Float32Array.of(2));
    const first = adam.state().first[0]!;

    adam.objectiveChanged();

    expect(adam.state().first[0]).toBe(first);
    expect(adam.state().steps).toBe(1);
  });

  it('is stuck at an evaluation that is not finite, until something changes', () => {
    const adam = new Adam(settings, Float32Array.of(1));
    adam.tell(1, Float32Array.of(2));
    const point = adam.point[0];

    const moved = adam.tell(1, Float32Array.of(NaN));

    expect(moved).toBe(false);
    expect(adam.stalled).toBe(true);
    expect(adam.point[0]).toBe(point);
    adam.objectiveChanged();
    expect(adam.stalled).toBe(false);
    expect(adam.tell(1, Float32Array.of(2))).toBe(true);
  });

  it('refuses moments and gradients of another size', () => {
    const moments = { first: new Float32Array(3), second: new Float32Array(3), steps: 1 };

    expect(() => new Adam(settings, new Float32Array(2), { moments })).toThrow('do not fit');
    expect(() => new Adam(settings, new Float32Array(2)).tell(1, new Float32Array(3))).toThrow('3 values');
  });

  it('is what a recipe that says adam gets', () => {
    const optimizer = createOptimizer(settings, Float32Array.of(0.9), { clampTo: { low: 0, high: 1 } });

    optimizer.tell(1, Float32Array.of(-1));

    expect(optimizer.point).toBe(optimizer.iterate);
    expect(optimizer.iterate[0]).toBe(1);
    expect(optimizer.state()).toMatchObject({ kind: 'adam', steps: 1 });
    expect(optimizer.evaluations).toBe(1);
  });
});
