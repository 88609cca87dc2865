import { describe, expect, it } from 'vitest';

import { AveragedIterate } from '../../../../src/engine/optimizers/averaged-iterate';

describe('AveragedIterate', () => {
  it('weights iterates by the decay and corrects for the missing past', () => {
    const average = new AveragedIterate(2, 0.9);

    for (const iterate of [Float32Array.of(1, 10), Float32Array.of(2, 20), Float32Array.of(4, -40)]) {
      average.update(iterate);
    }

    // (0.81·x₁ + 0.9·x₂ + x₃) / 2.71
    const value = average.value();
    expect(value[0]).toBeCloseTo((0.81 + 1.8 + 4) / 2.71, 5);
    expect(value[1]).toBeCloseTo((8.1 + 18 - 40) / 2.71, 5);
    expect(average.updates).toBe(3);
  });

  it('is the first iterate itself after one update', () => {
    const average = new AveragedIterate(1, 0.99);

    average.update(Float32Array.of(7));

    expect(average.value()[0]).toBeCloseTo(7, 5);
  });

  it('is the last iterate with decay 0', () => {
    const average = new AveragedIterate(1, 0);

    average.update(Float32Array.of(7));
    average.update(Float32Array.of(8));

    expect(average.value()[0]).toBe(8);
  });

  it('writes to the array that it is given', () => {
    const average = new AveragedIterate(1, 0.5);
    const into = new Float32Array(1);
    average.update(Float32Array.of(3));

    expect(average.value(into)).toBe(into);
    expect(into[0]).toBe(3);
  });

  it('has no value before the first update and takes no iterate of another size', () => {
    const average = new AveragedIterate(2, 0.5);

    expect(() => average.value()).toThrow('no iterate');
    expect(() => {
      average.update(new Float32Array(3));
    }).toThrow('3 values');
  });
});
