import { expect, it } from 'vitest';

import type { RunEvent, RunEventData } from '../../../src/client/run-handle';
import { RunWatch } from '../../../src/client/run-watch';
import { FakeClock } from '../../support/client/fake-clock';

const minute = 60_000;

function watched() {
  const clock = new FakeClock();
  const listeners = new Map<RunEvent, (data: never) => void>();
  let silences = 0;
  const on = <E extends RunEvent>(event: E, listener: (data: RunEventData<E>) => void) => {
    listeners.set(event, listener);
    return () => void listeners.delete(event);
  };
  const watch = new RunWatch('r', { on }, clock, () => silences++);
  const tell = (event: RunEvent, data: object) => listeners.get(event)?.({ run: 'r', ...data } as never);
  /** Two scales, of which the second has four times the pixels. */
  const plan = (seconds: number) => {
    const scales = [
      { width: 10, height: 10, iterations: 10 },
      { width: 20, height: 20, iterations: 10 },
    ];
    tell('planned', { scales, estimate: { bytes: 1, seconds, concerns: [], choices: [] } });
  };
  const step = (milliseconds: number, scale = 0) => {
    clock.advance(milliseconds);
    tell('progress', { scale, width: 10 * (scale + 1), height: 10 * (scale + 1) });
  };
  return { clock, watch, tell, plan, step, silences: () => silences };
}

it('takes an engine for hung that says nothing for five minutes, while steps are short', () => {
  const { clock, plan, step, silences, watch } = watched();
  plan(5);
  for (let i = 0; i < 5; i++) step(100);

  clock.advance(5 * minute - 20_000);
  expect(silences()).toBe(0);
  clock.advance(40_000);
  expect([silences(), watch.isHung]).toEqual([1, true]);
  clock.advance(60 * minute);
  expect(silences()).toBe(1);
});

it('waits for a step that is slow, as those before or as was predicted', () => {
  const measured = watched();
  measured.plan(5);
  // A minute at the small scale is four at the large one.
  for (let i = 0; i < 4; i++) measured.step(minute);
  measured.clock.advance(60 * minute);
  expect(measured.silences()).toBe(0);
  measured.clock.advance(30 * minute);
  expect(measured.silences()).toBe(1);

  const predicted = watched();
  predicted.plan(10 * 60 + 10 * 240);
  predicted.clock.advance(79 * minute);
  expect(predicted.silences()).toBe(0);
});

it('counts a pause as none, nor hours for which the machine was asleep', () => {
  const { clock, plan, step, tell, silences } = watched();
  plan(5);
  step(100);
  tell('phase', { phase: 'paused' });
  clock.advance(600 * minute);
  expect(silences()).toBe(0);
  tell('phase', { phase: 'running' });
  clock.advance(4 * minute);
  expect(silences()).toBe(0);
});

it('gives an engine that is to end a run the time of three of its steps', () => {
  const { plan, step, watch } = watched();
  expect(watch.grace).toBe(0);
  plan(10 * 20 + 10 * 80);
  // The next may be one of the second scale.
  expect(watch.grace).toBeCloseTo(240_000, -1);
  step(0);
  step(10_000);
  expect(watch.grace).toBeCloseTo(3 * 4 * 18_000, -1);
  step(13_000, 1);
  step(13_000, 1);
  expect(watch.grace).toBeGreaterThanOrEqual(39_000);
});
