import { describe, expect, it } from 'vitest';

import type { RunView } from '../../../../../src/contracts/run-view';
import { describeRun, pace } from '../../../../../webview/shared/runs/run-words';

const run = (changes: Partial<RunView>): RunView => ({
  id: 'one',
  state: 'running',
  label: 'photo.jpg (2)',
  number: 2,
  styles: [],
  content: { uri: 'file:///photo.jpg', name: 'photo.jpg' },
  recipe: 'Studio',
  iteration: 30,
  iterations: 300,
  fraction: 0.1,
  canResume: false,
  scale: 0,
  scales: 1,
  iterationsPerSecond: 10,
  secondsElapsed: 3,
  secondsLeft: 27,
  losses: [],
  remarks: [],
  ...changes,
});

describe('what is said of a run', () => {
  it('names it and how long it will take', () => {
    expect(describeRun(run({}))).toBe('photo.jpg (2): Running, 10 %, 27 s left');
    expect(pace(run({}))).toEqual(['10 it/s', '27 s left']);
  });

  it('never is that nothing is left, before the first step has told', () => {
    const first = run({
      iteration: 0,
      fraction: 0,
      iterationsPerSecond: 0,
      secondsElapsed: 0,
      secondsLeft: 0,
    });

    expect(describeRun(first)).toBe('photo.jpg (2): Running, 0 %');
    expect(pace(first)).toEqual([]);
  });

  it('leaves an error to where it is shown', () => {
    const error = { code: 'out-of-memory', message: 'Too large.' } as const;

    expect(describeRun(run({ state: 'failed', error }))).toBe('photo.jpg (2): Failed');
  });
});
