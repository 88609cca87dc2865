import { describe, expect, it } from 'vitest';

import { planScales } from '../../../../src/engine/plan/scales';
import { resolveRecipe } from '../../../../src/engine/recipes/catalog';
import type { OptimizeRecipe } from '../../../../src/recipe/recipe';

const recipe = async (settings: Record<string, unknown> = {}): Promise<OptimizeRecipe> =>
  resolveRecipe('studio', settings);

describe('planScales', () => {
  it('doubles from the first size to the full one', async () => {
    const scales = planScales(await recipe(), { width: 512, height: 384 }, 16);

    expect(scales.map(({ width, height }) => [width, height])).toEqual([
      [128, 96],
      [256, 192],
      [512, 384],
    ]);
    const finer = planScales(await recipe({ 'scales.factor': Math.SQRT2 }), { width: 512, height: 384 }, 16);
    expect(finer.map(({ width, height }) => [width, height])).toEqual([
      [128, 96],
      [181, 136],
      [256, 192],
      [362, 272],
      [512, 384],
    ]);
  });

  it('starts a larger picture with the same sizes', async () => {
    const small = planScales(await recipe(), { width: 256, height: 192 }, 16);
    const large = planScales(await recipe(), { width: 512, height: 384 }, 16);

    const size = ({ width, height }: { width: number; height: number }) => [width, height];
    expect(large.slice(0, small.length).map(size)).toEqual(small.map(size));
  });

  it('spends exactly the iterations asked for, most of them at the small sizes', async () => {
    for (const iterations of [1, 2, 3, 7, 50, 300, 1001]) {
      const scales = planScales(
        await recipe({ iterations, 'scales.decay': 0.85 }),
        { width: 1000, height: 700 },
        16,
      );
      const counts = scales.map((scale) => scale.iterations);

      expect(counts.reduce((a, b) => a + b)).toBe(iterations);
      expect(Math.min(...counts)).toBeGreaterThan(0);
      expect(counts[0]).toBeGreaterThanOrEqual(counts.at(-1)!);
      expect(scales.at(-1)).toMatchObject({ width: 1000, height: 700 });
    }
  });

  it('leaves out scales at which the picture would be too narrow for the network', async () => {
    const scales = planScales(await recipe(), { width: 1000, height: 40 }, 16);

    expect(Math.min(...scales.map(({ height }) => height))).toBeGreaterThanOrEqual(16);
    expect(scales.length).toBeGreaterThan(1);
  });

  it('works at the full size alone without scales, and for pictures below the first scale', async () => {
    const single = planScales(await recipe({ scales: null }), { width: 512, height: 512 }, 16);
    const tiny = planScales(await recipe(), { width: 100, height: 80 }, 16);

    expect(single).toEqual([{ width: 512, height: 512, iterations: 72 }]);
    expect(tiny).toEqual([{ width: 100, height: 80, iterations: 72 }]);
  });
});
