import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { drawCurves } from '../../../bench/validation/chart';
import { fromCsv, lowestSoFar, milestoneTable, ratios, toCsv } from '../../../bench/validation/curves';

describe('curves of two runs', () => {
  it('come back from CSV, where one run was longer too', () => {
    const curves = { stylize: [1405.5, 12.25, 3], reference: [1405, 12] };

    const text = toCsv(curves);

    expect(text).toBe(
      'evaluation,stylize,reference\n1,1405.5000,1405.0000\n2,12.250000,12.000000\n3,3.0000000,\n',
    );
    expect(fromCsv(text)).toEqual(curves);
  });

  it('are compared evaluation by evaluation as long as both run', () => {
    expect(ratios({ stylize: [4, 3, 2], reference: [2, 2] })).toEqual([2, 1.5]);
  });

  it('leave out trials that were not taken', () => {
    expect(lowestSoFar([5, 7, 3, 4])).toEqual([5, 5, 3, 3]);
  });

  it('make a table that ends with the end of each run', () => {
    const table = milestoneTable({ stylize: [200, 30, 8, 9], reference: [100, 30, 10] }, [1, 2, 3, 100]);

    expect(table.split('\n').slice(2)).toEqual([
      '| 1 | 2.0000e+2 | 1.0000e+2 | 2.0000 |',
      '| 2 | 3.0000e+1 | 3.0000e+1 | 1.0000 |',
      '| end (4, 3) | 8.0000e+0 | 1.0000e+1 | 0.8000 |',
    ]);
  });
});

describe('the chart', () => {
  const svg = drawCurves('two <runs>', { stylize: [1000, 100, 10], reference: [1000, 10, 1] });

  /** Points of the curve of a kind; the first of Stylize's is the loss, the second the ratio. */
  function points(kind: string, index = 0): number[][] {
    const paths = [...svg.matchAll(new RegExp(`class="curve ${kind}" d="M([^"]*L[^"]*)"`, 'g'))];
    return paths[index]![1]!.split('L').map((point) => point.split(' ').map(Number));
  }

  it('has the losses on a logarithmic axis, highest on top', () => {
    const [first, second, third] = points('stylize').map(([, y]) => y!);
    const reference = points('reference').map(([, y]) => y!);

    expect(second! - first!).toBeCloseTo(third! - second!, 0);
    expect(second).toBeGreaterThan(first!);
    expect(reference[0]).toBe(first);
    expect(reference[1]).toBe(third);
  });

  it('has the evaluations on a logarithmic axis too', () => {
    const [first, second, third] = points('reference').map(([x]) => x!);

    expect((third! - first!) / (second! - first!)).toBeCloseTo(Math.log2(3), 2);
  });

  it('shows below how far apart they are', () => {
    const [none, tenfold, again] = points('stylize', 1).map(([, y]) => y!);

    expect(tenfold).toBeLessThan(none!);
    expect(again).toBe(tenfold);
    expect(svg).toContain('>+500 %<');
  });

  it('is a picture', async () => {
    const { width, height } = await sharp(Buffer.from(svg))
      .png()
      .toBuffer({ resolveWithObject: true })
      .then(({ info }) => info);

    expect(width / height).toBeCloseTo(760 / 520, 2);
  });
});
