import { describe, expect, it } from 'vitest';

import type { RunView } from '../../../../src/contracts/run-view';
import { ProgressAnnouncer } from '../../../../webview/shared/runs/run-display';

const run = (changes: Partial<RunView>): RunView => ({
  id: 'one',
  state: 'running',
  content: { uri: 'file:///photo.jpg', name: 'photo.jpg' },
  label: 'photo.jpg',
  number: 1,
  styles: [],
  recipe: 'Studio',
  iteration: 0,
  iterations: 300,
  fraction: 0,
  canResume: false,
  scale: 0,
  scales: 1,
  iterationsPerSecond: 10,
  secondsElapsed: 0,
  secondsLeft: 30,
  losses: [],
  remarks: [],
  ...changes,
});

describe('what a screen reader hears of a run', () => {
  it('is ten announcements of three hundred iterations', () => {
    const announcer = new ProgressAnnouncer();
    let announced = 0;

    for (let iteration = 0; iteration <= 300; iteration++) {
      if (announcer.isNews(run({ iteration, fraction: iteration / 300 }))) announced++;
    }

    expect(announced).toBe(10);
  });

  it('is every change of its state', () => {
    const announcer = new ProgressAnnouncer();
    announcer.isNews(run({ iteration: 12 }));

    expect(announcer.isNews(run({ iteration: 12, state: 'paused' }))).toBe(true);
    expect(announcer.isNews(run({ iteration: 12, state: 'paused' }))).toBe(false);
    expect(announcer.isNews(run({ iteration: 12, state: 'running' }))).toBe(true);
  });

  it('is the start of another run', () => {
    const announcer = new ProgressAnnouncer();
    announcer.isNews(run({ iteration: 200, fraction: 0.6 }));

    expect(announcer.isNews(run({ id: 'two' }))).toBe(true);
  });

  it('is nothing when a page has just loaded', () => {
    expect(new ProgressAnnouncer().isNews(run({ iteration: 200, fraction: 0.6 }))).toBe(false);
  });
});
