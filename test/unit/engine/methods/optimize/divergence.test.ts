import { describe, expect, it } from 'vitest';

import { diverged, isDisplayable, LossWatch } from '../../../../../src/engine/methods/optimize/divergence';
import { resolveRecipe } from '../../../../../src/engine/recipes/catalog';

const verdicts = (watch: LossWatch, losses: readonly number[]) => losses.map((loss) => watch.next(loss));

describe('the watch over the loss', () => {
  it('finds a falling loss sound, and one that has doubled doubtful', () => {
    expect(verdicts(new LossWatch(0), [100, 50, 20, 39, 41, 20])).toEqual([
      'sound',
      'sound',
      'sound',
      'sound',
      'doubtful',
      'sound',
    ]);
  });

  it('bears the overshoot of a large step, and calls the one that does not come back diverged', () => {
    // Relative losses that Adam gave with a learning rate of 1000: it came back.
    const recovers = [1, 79, 95, 24, 10, 6.6, 4.7, 3.5, 2.8, 2.3, 2, 1.8, 1.6, 1.4, 1.3, 1.2, 1.1, 1, 0.9];
    expect(verdicts(new LossWatch(0), recovers)).not.toContain('diverged');
    // With 1e10, clamped: noise, between 3 and 95 times the loss at first, for ever.
    const noise = Array.from({ length: 40 }, (_, i) => (i === 0 ? 1 : 3.5 + 90 * Math.abs(Math.sin(i))));
    expect(verdicts(new LossWatch(0), noise).indexOf('diverged')).toBe(30);
  });

  it('stops soon at a loss that is out of hand, unless it comes back', () => {
    const blown = [1, 0.5, 3e14, 1.1e4, 1.1e4, 1.1e4];
    expect(verdicts(new LossWatch(0), [...blown, 1.1e4]).at(-1)).toBe('diverged');
    expect(verdicts(new LossWatch(0), [...blown, 0.9, 1.1e4])).not.toContain('diverged');
  });

  it('measures a run that starts near its goal by what the targets amount to', () => {
    const jitter = [1e-9, ...Array.from({ length: 50 }, () => 1.5)];
    expect(verdicts(new LossWatch(1), jitter)).not.toContain('diverged');
    expect(verdicts(new LossWatch(0), jitter)).toContain('diverged');
  });
});

describe('the message', () => {
  it('names the learning rate and which way it has to go', async () => {
    const messageFor = async (recipe: string, settings: object) => {
      const { message, hint } = diverged(await resolveRecipe(recipe, { ...settings }), 10, 1e20);
      return `${message} ${hint!}`;
    };

    expect(await messageFor('neural-style', { 'optimizer.learningRate': 5 })).toBe(
      'The run has diverged: the loss has grown from 10.0 to 1.00e20. optimizer.learningRate 5 is too large. ' +
        'Lower optimizer.learningRate, to 0.5 for a start, or set optimizer.lineSearch to backtracking.',
    );
    expect(
      await messageFor('studio', { 'optimizer.kind': 'adam', 'optimizer.learningRate': 1e30, clamp: true }),
    ).toContain('Lower optimizer.learningRate, to 5 for a start.');
    // Of a recipe that counts colours from 0 to 1.
    expect(await messageFor('tf2-tutorial', { 'optimizer.learningRate': 1e30 })).toContain('to 0.02 for');
    expect(
      await messageFor('studio', { 'optimizer.kind': 'sgd', 'optimizer.learningRate': 1e-3, clamp: false }),
    ).toContain('Lower optimizer.learningRate, to 0.0001 for a start, or set clamp to true.');
  });
});

it('knows a picture from numbers that have lost all measure', () => {
  expect(isDisplayable(Float32Array.of(-300, 100, 700))).toBe(true);
  expect(isDisplayable(Float32Array.of(1e6, 0, 0))).toBe(false);
  expect(isDisplayable(Float32Array.of(NaN, 0, 0))).toBe(false);
});
