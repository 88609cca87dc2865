import { describe, expect, it } from 'vitest';

import { LossHistory } from '../../../../../src/extension/model/runs/losses';

function filled(count: number, capacity?: number): LossHistory {
  const history = new LossHistory(capacity);
  for (let iteration = 1; iteration <= count; iteration++) {
    history.add({ iteration, content: 0, style: 0, tv: 0, total: 1 / iteration });
  }
  return history;
}
const iterations = (history: LossHistory, since?: number) =>
  history.since(since).map(({ iteration }) => iteration);

describe('a history of losses', () => {
  it('keeps every point while there are few', () => {
    expect(iterations(filled(5))).toEqual([1, 2, 3, 4, 5]);
  });

  it.each([399, 400, 401, 1000, 12_345])(
    'has at most 400 points of %d, with the first and the last',
    (count) => {
      const kept = iterations(filled(count));

      expect(kept.length).toBeLessThanOrEqual(400);
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(count, 200));
      expect([kept[0], kept.at(-1)]).toEqual([1, count]);
    },
  );

  it('is thinned evenly', () => {
    const kept = iterations(filled(1000, 100)).slice(0, -1);
    const gaps = new Set(kept.slice(1).map((iteration, index) => iteration - kept[index]!));

    expect(gaps.size).toBe(1);
  });

  it('tells what came after an iteration', () => {
    const history = filled(10);

    expect(iterations(history, 8)).toEqual([9, 10]);
    expect(iterations(history, 10)).toEqual([]);
    expect(iterations(new LossHistory())).toEqual([]);
  });
});
