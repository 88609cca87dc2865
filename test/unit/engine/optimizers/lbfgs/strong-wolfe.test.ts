import { describe, expect, it } from 'vitest';

import type { Verdict } from '../../../../../src/engine/optimizers/lbfgs/line-search';
import {
  lbfgsbSearch,
  StrongWolfe,
  type StrongWolfeSettings,
} from '../../../../../src/engine/optimizers/lbfgs/strong-wolfe';

type Line = (t: number) => [loss: number, slope: number];

/** Test functions 4 to 6 of Moré & Thuente 1994 (Yanai, Ozawa & Kaneko), equation 5.4. */
function yanai(beta1: number, beta2: number): Line {
  const gamma = (beta: number): number => Math.sqrt(1 + beta ** 2) - beta;
  return (t) => {
    const a = Math.sqrt((1 - t) ** 2 + beta2 ** 2);
    const b = Math.sqrt(t ** 2 + beta1 ** 2);
    return [gamma(beta1) * a + gamma(beta2) * b, (-gamma(beta1) * (1 - t)) / a + (gamma(beta2) * t) / b];
  };
}

/** Test functions 1 to 6 of Moré & Thuente 1994, equations 5.1 to 5.4. */
const lines: Line[] = [
  (t) => [-t / (t ** 2 + 2), (t ** 2 - 2) / (t ** 2 + 2) ** 2],
  (t) => [(t + 0.004) ** 5 - 2 * (t + 0.004) ** 4, 5 * (t + 0.004) ** 4 - 8 * (t + 0.004) ** 3],
  (t) => {
    const [beta, l] = [0.01, 39];
    const distance = Math.abs(t - 1);
    const inside = distance < beta;
    const angle = ((l * Math.PI) / 2) * t;
    return [
      (inside ? (t - 1) ** 2 / (2 * beta) + beta / 2 : distance) +
        ((2 * (1 - beta)) / (l * Math.PI)) * Math.sin(angle),
      (inside ? (t - 1) / beta : Math.sign(t - 1)) + (1 - beta) * Math.cos(angle),
    ];
  },
  yanai(0.001, 0.001),
  yanai(0.01, 0.001),
  yanai(0.001, 0.01),
];

const loose = lbfgsbSearch;
const tight: StrongWolfeSettings = { sufficientDecrease: 1e-3, remainingSlope: 1e-3, relativeWidth: 1e-10 };

/** Trials of scipy.optimize.minpack2.dcsrch (SciPy 1.10) on test function i, with stpmin 0 and stpmax 1e10. */
const dcsrch: [i: number, settings: StrongWolfeSettings, trials: number[]][] = [
  [1, tight, [0.001, 0.005, 0.021, 0.085, 0.341, 1.365, 2.4914, 1.42530196, 1.41420837]],
  [1, loose, [1000.0, 332.835371, 110.783828, 36.887607]],
  [2, loose, [0.1, 0.5, 2.1, 1.13223752, 1.60240853, 1.58473828, 1.60240853]],
  [
    2,
    tight,
    [
      1000.0, 222.295655, 49.4728165, 11.0693521, 2.54336856, 0.720115342, 1.62965132, 1.35122298, 1.59504028,
      1.59600063, 1.596, 1.596,
    ],
  ],
  [
    3,
    loose,
    [
      0.001, 0.005, 0.021, 0.085, 0.261251022, 0.966255112, 3.78627147, 1.604426, 1.08438965, 0.996752045,
      0.996752045,
    ],
  ],
  [
    3,
    tight,
    [
      1000.0, 4.88337142, 0.015942242, 0.50770473, 2.69553808, 0.573170739, 1.07308833, 1.04407744,
      0.927969946, 1.01179275, 0.998440024, 1.00019554, 0.999999902, 1.0,
    ],
  ],
  [4, tight, [0.001, 0.005, 0.021, 0.085]],
  [4, loose, [1000.0, 89.4104314, 8.08087903, 0.829401243]],
  [5, tight, [10.0, 0.994821182, 0.336277658, 0.117402852, 0.0399169697, 0.0805329156, 0.0731420111]],
  [
    6,
    tight,
    [
      0.001, 0.005, 0.021, 0.085, 0.341, 1.365, 0.358122485, 1.02266164, 0.59225414, 0.876323093, 0.972906537,
      0.915718642, 0.927903229,
    ],
  ],
  [
    6,
    tight,
    [
      0.1, 0.5, 2.1, 0.503302767, 1.55712294, 0.507243584, 1.20016396, 0.587881116, 0.991987793, 0.798347267,
      0.926150014,
    ],
  ],
  [
    6,
    tight,
    [
      1000.0, 89.6961612, 8.13258395, 0.83697747, 0.842949292, 4.48776662, 0.846335411, 0.965132224,
      0.912455392, 0.931026395, 0.924397907,
    ],
  ],
];

/** The trials of a search and how it ended. */
function search(line: Line, settings: StrongWolfeSettings, first: number): [number[], Verdict] {
  const wolfe = new StrongWolfe(settings);
  wolfe.begin(...line(0), first);
  const trials: number[] = [];
  for (;;) {
    trials.push(wolfe.step);
    const verdict = wolfe.next(...line(wolfe.step));
    if (verdict !== 'evaluate') return [trials, verdict];
  }
}

describe('StrongWolfe', () => {
  it.each(dcsrch)("makes dcsrch's trials on Moré and Thuente's function %i", (i, settings, expected) => {
    const [trials, verdict] = search(lines[i - 1]!, settings, expected[0]!);

    expect(verdict).toBe('accept');
    expect(trials).toHaveLength(expected.length);
    expected.forEach((step, k) => {
      expect(Math.abs(trials[k]! - step) / step, `trial ${k}`).toBeLessThan(1e-6);
    });
  });

  it('ends with both Wolfe conditions on every function from every first step', () => {
    for (const line of lines) {
      for (const first of [1e-3, 1e-2, 0.1, 1, 10, 100, 1e3]) {
        const [trials, verdict] = search(line, { ...loose, relativeWidth: 1e-10 }, first);

        const step = trials.at(-1)!;
        const [loss, slope] = line(step);
        const [startLoss, startSlope] = line(0);
        expect(verdict).toBe('accept');
        expect(loss).toBeLessThanOrEqual(startLoss + 1e-3 * step * startSlope);
        expect(Math.abs(slope)).toBeLessThanOrEqual(0.9 * Math.abs(startSlope));
      }
    }
  });

  it('comes back from where the loss is not finite, and never goes there again', () => {
    const line: Line = (t) => (t < 1 ? [-t - Math.log(1 - t) / 50, -1 + 1 / (50 * (1 - t))] : [NaN, NaN]);

    const [trials, verdict] = search(line, { ...loose, remainingSlope: 0.01 }, 20);

    expect(trials.slice(0, 6)).toEqual([20, 10, 5, 2.5, 1.25, 0.625]);
    expect(trials.slice(6).every((step) => step < 1)).toBe(true);
    expect(verdict).toBe('accept');
  });

  it('comes back from where only the slope is not finite', () => {
    const [trials, verdict] = search((t) => [-t, t > 3 ? Infinity : -0.5], loose, 8);

    expect([trials, verdict]).toEqual([[8, 4, 2], 'accept']);
  });

  it('gives up when the loss rises wherever it looks, in at most 20 trials', () => {
    const [trials, verdict] = search((t) => [t, t === 0 ? -1 : 1], loose, 1);

    expect(verdict).toBe('fail');
    expect(trials.length).toBeLessThanOrEqual(20);
  });

  it('gives up when nothing is finite, in at most 20 trials', () => {
    const [trials, verdict] = search((t) => (t === 0 ? [1, -1] : [NaN, -1]), loose, 1);

    expect(verdict).toBe('fail');
    expect(trials).toHaveLength(20);
  });
});
