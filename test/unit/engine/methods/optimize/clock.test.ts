import { expect, it } from 'vitest';

import { RunClock } from '../../../../../src/engine/methods/optimize/clock';

function setUp(scales: { work: number; iterations: number }[]) {
  const time = { now: 0 };
  const clock = new RunClock(scales, 0, () => time.now);
  const step = (milliseconds: number, scale: number, done: number) => {
    clock.beginStep();
    time.now += milliseconds;
    return clock.endStep(scale, done);
  };
  return { time, clock, step };
}

it('takes a step of another scale to last longer in proportion to its work', () => {
  const { step } = setUp([
    { work: 10000, iterations: 10 },
    { work: 40000, iterations: 10 },
  ]);

  const pace = step(100, 0, 1);

  // Nine more of 0.1 s and ten of 0.4 s.
  expect(pace.secondsLeft).toBeCloseTo(4.9);
  expect(pace.iterationsPerSecond).toBeCloseTo(10);
});

it('leaves pauses out', () => {
  const { time, clock, step } = setUp([{ work: 100, iterations: 4 }]);
  step(500, 0, 1);

  time.now += 60_000;
  clock.excludePause(60_000);
  const pace = step(500, 0, 2);

  expect(pace.secondsElapsed).toBeCloseTo(1);
  expect(pace.secondsLeft).toBeCloseTo(1);
});

it('comes to nothing left at the last iteration', () => {
  const { step } = setUp([{ work: 100, iterations: 1 }]);

  expect(step(20, 0, 1).secondsLeft).toBe(0);
});

it('counts progress in time, and never goes back', () => {
  const { step } = setUp([
    { work: 10000, iterations: 10 },
    { work: 160000, iterations: 10 },
  ]);

  const all = 10 * 0.1 + 10 * 1.6;
  expect(step(100, 0, 1).fraction).toBeCloseTo(0.1 / all);
  for (let done = 2; done <= 10; done++) step(100, 0, done);
  const half = step(1600, 1, 1);
  expect(half.fraction).toBeCloseTo((1 + 1.6) / all);
  // Eleven of twenty iterations are done, but a seventh of the work.
  expect(half.fraction).toBeLessThan(0.16);

  // A step that takes ten times as long makes what is left longer, not what is done less.
  expect(step(16_000, 1, 2).fraction).toBeGreaterThanOrEqual(half.fraction);
  for (let done = 3; done < 10; done++) step(1600, 1, done);
  expect(step(1600, 1, 10).fraction).toBe(1);
});
