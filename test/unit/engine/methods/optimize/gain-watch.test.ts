import { expect, it } from 'vitest';

import { GainWatch } from '../../../../../src/engine/methods/optimize/gain-watch';

/** How many losses are taken in until it is over; undefined when it never is. */
function end(watch: GainWatch, losses: readonly number[]): number | undefined {
  for (const [index, loss] of losses.entries()) {
    watch.next(loss);
    if (watch.isOver) return index + 1;
  }
  return undefined;
}

const falling = (factor: number, count = 200) => Array.from({ length: count }, (_, i) => factor ** i);

it('goes on while the loss falls by the share, and ends when it does not', () => {
  // 0.99^20 = 0.818
  expect(end(new GainWatch(0.15), falling(0.99))).toBeUndefined();
  expect(end(new GainWatch(0.2), falling(0.99))).toBe(21);
});

it('compares with the loss of 20 evaluations ago', () => {
  const losses = [...falling(0.9, 50), ...Array.from({ length: 100 }, () => 0.9 ** 49)];

  // At the 67th evaluation the 47th is compared: 0.9^46 against 0.9^49 is a gain of 27 %. Then 19 % and 10 %.
  expect(end(new GainWatch(0.2), losses)).toBe(68);
  expect(end(new GainWatch(0.15), losses)).toBe(69);
});

it('takes no notice of evaluations above the lowest loss', () => {
  const losses = falling(0.97).flatMap((loss) => [loss, 100 * loss]);

  // Ten steps down of 20 evaluations: 0.97^10 = 0.737
  expect(end(new GainWatch(0.25), losses)).toBeUndefined();
});

it('never ends by itself', () => {
  expect(end(new GainWatch(0), [...falling(0.9), ...Array.from({ length: 100 }, () => 1)])).toBeUndefined();
});

it('goes on where it was', () => {
  const losses = falling(0.99);
  for (const interrupted of [0, 7, 20]) {
    const before = new GainWatch(0.2);
    expect(end(before, losses.slice(0, interrupted))).toBeUndefined();
    const after = new GainWatch(0.2);
    after.restore(structuredClone(before.state()));

    expect(end(after, losses.slice(interrupted))).toBe(21 - interrupted);
  }
});
