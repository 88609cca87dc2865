import { describe, expect, it } from 'vitest';

import { drawQuality } from '../../../bench/quality/chart';
import { variant } from '../../../bench/quality/contestants';
import { countedSeconds, reached, summary, type Point, type Results } from '../../../bench/quality/results';

/** A picture after one step of a second, of 100 000 pixels; its loss is all style. */
const point = (seconds: number, style: number): Point => ({
  seconds,
  steps: [{ width: 400, height: 250, count: seconds }],
  content: 0,
  style,
});

describe('counted seconds', () => {
  const times = [
    [100, 100],
    [200, 800],
  ] as const;

  it('are those of the table at its sizes, whatever the shape', () => {
    expect(countedSeconds([{ width: 100, height: 100, count: 7 }], times)).toBeCloseTo(0.7);
    expect(countedSeconds([{ width: 400, height: 100, count: 1 }], times)).toBeCloseTo(0.8);
  });

  it('take the time of a pixel in between, and of the nearest size beyond', () => {
    // 20 000 pixels, half way from 10 000 to 40 000 by ratio: half way from 10 to 20 µs.
    expect(countedSeconds([{ width: 200, height: 100, count: 1 }], times)).toBeCloseTo(0.3);
    expect(countedSeconds([{ width: 50, height: 50, count: 1 }], times)).toBeCloseTo(0.025);
    expect(countedSeconds([{ width: 400, height: 400, count: 1 }], times)).toBeCloseTo(3.2);
  });
});

describe('the time to a loss', () => {
  const points = [point(1, 100), point(2, 10), point(4, 1)];

  it('is taken between the pictures that it lies between, the loss falling by equal shares', () => {
    expect(reached(points, 10)).toBe(2);
    expect(reached(points, Math.sqrt(10))).toBeCloseTo(3);
    expect(reached(points, 1000)).toBe(1);
  });

  it('is unknown when it was never reached', () => {
    expect(reached(points, 0.9)).toBeUndefined();
  });
});

const results: Results = {
  size: 256,
  clock: false,
  runs: [
    {
      pair: 'a × b',
      contestant: 'slow',
      stepper: 'vgg19',
      points: [point(1, 100), point(10, 10), point(100, 1)],
    },
    { pair: 'a × b', contestant: 'quick', stepper: 'embedded', points: [point(1, 10), point(2, 1)] },
  ],
};

it('are compared with the reference’s end', () => {
  const rows = summary(results, 'slow').split('\n');

  expect(rows[2]).toMatch(/^\| slow \| 1 \| 100 \| 10\.0 \| 100\.0 s \|.* 1\.00 \| 1\.00 \| 1\.0× \|$/);
  expect(rows[3]).toMatch(/^\| quick \| 1 \| 2 \| 0\.2 \| 2\.0 s \|.* 1\.00 \| 1\.00 \| 50\.0× \|$/);
});

it('are drawn as a curve each', () => {
  const chart = drawQuality(results, 'slow');

  expect(chart).toContain('quick');
  expect(chart.match(/class="curve line\d" d="M[^"]*L/g)).toHaveLength(2);
  expect(chart).not.toMatch(/NaN|undefined|Infinity/);
});

it('can be had of a variant of the default', () => {
  expect(variant('short: iterations=150 clamp=false optimizer.kind=lbfgs network=vgg19')).toEqual({
    name: 'short',
    stepper: 'vgg19',
    recipe: {
      name: 'studio',
      settings: { iterations: 150, clamp: false, 'optimizer.kind': 'lbfgs', network: 'vgg19' },
    },
  });
});
