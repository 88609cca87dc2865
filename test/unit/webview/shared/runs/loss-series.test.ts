import { describe, expect, it } from 'vitest';

import type { LossPoint } from '../../../../../src/contracts/run-view';
import { lossColumns, mergeLosses } from '../../../../../webview/shared/runs/loss-series';

const point = (iteration: number, total = 1): LossPoint => ({
  iteration,
  content: total / 2,
  style: total / 2,
  tv: 0,
  total,
});
const iterations = (points: readonly LossPoint[]) => points.map(({ iteration }) => iteration);

describe('merging losses', () => {
  it('appends the points of a progress event', () => {
    const merged = mergeLosses([point(1), point(2)], [point(3), point(4)]);

    expect(iterations(merged)).toEqual([1, 2, 3, 4]);
  });

  it('counts an iteration once when an event repeats what the state already had', () => {
    const merged = mergeLosses([point(1), point(2), point(3)], [point(3, 9), point(4)]);

    expect(iterations(merged)).toEqual([1, 2, 3, 4]);
    expect(merged[2]!.total).toBe(9);
  });

  it('starts anew when a run is resumed from before', () => {
    const merged = mergeLosses([point(1), point(2), point(3)], [point(2, 5)]);

    expect(iterations(merged)).toEqual([1, 2]);
  });

  it('leaves the series as it is without news', () => {
    const known = [point(1)];

    expect(mergeLosses(known, [])).toBe(known);
  });

  it('keeps at most the given number of points, spread evenly, and always the last', () => {
    const known = Array.from({ length: 100 }, (_, index) => point(index));

    const merged = mergeLosses(known, [point(100)], 60);

    expect(merged.length).toBeLessThanOrEqual(60);
    expect(merged.at(-1)!.iteration).toBe(100);
    expect(iterations(merged).slice(0, 3)).toEqual([0, 2, 4]);
  });
});

describe('a chart’s columns', () => {
  it('leave a gap where a loss is zero, which has no logarithm', () => {
    const [x, total, , , tv] = lossColumns([point(1, 2), point(2, 4)]);

    expect(x).toEqual([1, 2]);
    expect(total).toEqual([2, 4]);
    expect(tv).toEqual([null, null]);
  });
});
