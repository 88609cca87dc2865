import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { vgg19 } from '../../../../../src/engine/network/network';
import { receptiveField, type ReceptiveField } from '../../../../../src/engine/network/receptive-field';
import { tilingCost } from '../../../../../src/engine/runtime/tiles/cost';
import { positionsIn, reachOf, tilingOf, type Part } from '../../../../../src/engine/runtime/tiles/tiling';

const layers = ['relu1_1', 'relu2_1', 'relu3_1', 'relu4_1', 'relu4_2', 'relu5_1'];

interface Axis {
  readonly length: number;
  readonly parts: readonly Part[];
  /** Of a window. */
  readonly side: number;
  readonly stride: number;
  readonly fields: readonly ReceptiveField[];
  readonly core: number;
  readonly halo: number;
}

it('a layer reaches as far as its receptive field, whose published size is 156 pixels for conv5_1', () => {
  const { stride, before, after } = reachOf(vgg19, ['relu1_1', 'relu5_1']);
  expect(stride).toBe(16);
  expect(before + stride + after).toBe(156);
  expect(reachOf(vgg19, [])).toEqual({ stride: 1, before: 0, after: 1 });
});

describe('whatever the picture, the layers and the core', () => {
  /** Checks both axes of many tilings. Conditions are booleans, because assertions would take most of the time. */
  function holds(condition: (axis: Axis) => boolean) {
    const cases = fc.record({
      width: fc.integer({ min: 16, max: 1500 }),
      height: fc.integer({ min: 16, max: 1500 }),
      core: fc.integer({ min: 1, max: 700 }),
      layers: fc.subarray(layers),
    });
    fc.assert(
      fc.property(cases, ({ width, height, core, layers }) => {
        const reach = reachOf(vgg19, layers);
        const { columns, rows, window } = tilingOf({ width, height }, reach, core);
        const { halo } = tilingCost(vgg19, layers, { width, height }, core);
        const fields = layers.map((layer) => receptiveField(vgg19, layer));
        const common = { stride: reach.stride, fields, core, halo };
        return (
          condition({ length: width, parts: columns, side: window.width, ...common }) &&
          condition({ length: height, parts: rows, side: window.height, ...common })
        );
      }),
    );
  }

  it('cores partition the picture, and each layer’s positions', () => {
    holds(({ length, parts, fields }) =>
      [1, ...fields.map(({ stride }) => stride)].every((stride) => {
        const positions = parts.map(({ core }) => positionsIn(core, stride));
        const bounds = positions.map(({ from }) => from);
        return (
          bounds[0] === 0 &&
          positions.every(({ to }, i) => to === (bounds[i + 1] ?? Math.floor(length / stride)))
        );
      }),
    );
  });

  it('a core sees nothing outside its window but what is outside the picture', () => {
    holds(({ length, parts, fields }) =>
      parts.every(({ core, window }) =>
        fields.every(({ stride, start, size }) => {
          const { from, to } = positionsIn(core, stride);
          const [first, end] = [start + from * stride, start + (to - 1) * stride + size];
          return (
            from === to ||
            ((window.from === 0 || first >= window.from) && (window.to === length || end <= window.to))
          );
        }),
      ),
    );
  });

  it('all windows have one size and lie in the picture, on the grid of its poolings', () => {
    holds(
      ({ length, parts, side, stride }) =>
        (length - side) % stride === 0 &&
        parts.every(
          ({ window: { from, to } }) =>
            to - from === side && from % stride === 0 && from >= 0 && to <= length,
        ),
    );
  });

  it('no more is computed than a core of the next multiple of the stride and its halo', () => {
    // Up to a stride more for the core, and one for the picture's own length.
    holds(({ length, side, core, halo, stride }) => side <= Math.min(length, core + halo + 2 * (stride - 1)));
  });
});

describe('the cost', () => {
  it.each([
    [2048, 256],
    [2048, 512],
    [4096, 384],
    [4096, 512],
    [3000, 700],
  ])(
    'of %i pixels in cores of %i is at most 1.5 × ((core + 160) / core)², give or take a remainder',
    (side, core) => {
      const { work } = tilingCost(vgg19, layers, { width: side, height: side }, core);
      expect(work).toBeGreaterThan(1.5);
      expect(work).toBeLessThan(1.5 * ((core + 160) / core) ** 2 * 1.01);
    },
  );

  it('of a picture that is no larger than a window is that of the whole', () => {
    expect(tilingCost(vgg19, layers, { width: 300, height: 200 }, 256)).toMatchObject({
      window: { width: 300, height: 200 },
      windows: 1,
      work: 1,
    });
  });

  it('counts one more forward pass for normalised gradients', () => {
    const size = { width: 2048, height: 2048 };
    const plain = tilingCost(vgg19, layers, size, 512).work;
    expect(tilingCost(vgg19, layers, size, 512, { normalizeGradient: true }).work / plain).toBeCloseTo(4 / 3);
  });
});
