import { describe, expect, it } from 'vitest';

import type { Coverage } from '../../../../src/engine/imaging/masks/mask';
import { vgg19 } from '../../../../src/engine/network/network';
import { receptiveField } from '../../../../src/engine/network/receptive-field';
import { layerGuidance } from '../../../../src/engine/objective/guidance';

const coverage = (width: number, height: number, at: (x: number, y: number) => number): Coverage => ({
  width,
  height,
  data: Float32Array.from({ length: width * height }, (_, i) => at(i % width, Math.floor(i / width))),
});

const field = (layer: string) => receptiveField(vgg19, layer);
const mean = (values: Float32Array | readonly number[]) =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;

describe('a guidance channel', () => {
  const ragged = coverage(50, 37, (x, y) => Math.min(1, Math.max(0, (x + y / 2 - 20) / 9)));

  it.each(['simple', 'inside'] as const)('has the root mean square 1 at every layer, %s', (mode) => {
    for (const layer of ['relu1_1', 'relu2_2', 'relu3_1']) {
      const { map, shape, share } = layerGuidance(ragged, field(layer), mode)!;
      const { stride } = field(layer);
      expect(shape).toEqual([Math.floor(37 / stride), Math.floor(50 / stride)]);
      expect(map).toHaveLength(shape[0] * shape[1]);
      expect(mean(map.map((value) => value ** 2))).toBeCloseTo(1, 5);
      expect(share).toBeGreaterThan(0);
      expect(share).toBeLessThan(1);
    }
  });

  it('of everything is 1 everywhere', () => {
    const whole = coverage(33, 20, () => 1);
    for (const mode of ['simple', 'inside'] as const) {
      const { map, share } = layerGuidance(whole, field('relu3_1'), mode)!;
      expect(new Set(map)).toEqual(new Set([1]));
      expect(share).toBe(1);
    }
  });

  it('of half a grey is that of half a white, but for its share', () => {
    const half = (value: number) =>
      layerGuidance(
        coverage(32, 16, (x) => (x < 16 ? value : 0)),
        field('relu2_1'),
        'simple',
      )!;
    expect(half(1).share).toBe(0.5);
    expect(half(0.5).share).toBe(0.25);
    for (const [i, value] of half(0.5).map.entries()) expect(value).toBeCloseTo(half(1).map[i]!, 6);
  });
});

describe('simple guidance', () => {
  it('is the mean of the pixels that a position stands for', () => {
    // 2×2 squares of which one, two, three and four pixels are covered.
    const squares = coverage(8, 2, (x, y) => Number(2 * y + (x % 2) <= Math.floor(x / 2)));
    const { map, share } = layerGuidance(squares, field('relu2_1'), 'simple')!;
    const rootMeanSquare = Math.sqrt(mean([1 / 16, 4 / 16, 9 / 16, 1]));
    for (const [i, expected] of [1 / 4, 2 / 4, 3 / 4, 1].entries()) {
      expect(map[i]).toBeCloseTo(expected / rootMeanSquare, 6);
    }
    expect(share).toBeCloseTo(5 / 8, 6);
  });

  it('follows the poolings in dropping the last odd row and column', () => {
    const edge = coverage(9, 7, (x, y) => Number(x === 8 || y === 6));
    expect(layerGuidance(edge, field('relu1_1'), 'simple')!.share).toBeCloseTo(15 / 63, 6);
    expect(layerGuidance(edge, field('relu2_1'), 'simple')).toBeUndefined();
  });
});

describe('inside guidance', () => {
  it.each(['relu1_1', 'relu2_1', 'relu3_1'])('is where all that a position of %s sees is inside', (layer) => {
    const [width, height] = [61, 54];
    const blob = coverage(width, height, (x, y) => Number(Math.hypot(x - 20, y - 18) < 30));
    const { stride, start, size } = field(layer);

    const { map, shape } = layerGuidance(blob, field(layer), 'inside')!;

    for (const [i, value] of map.entries()) {
      const [row, column] = [Math.floor(i / shape[1]), i % shape[1]];
      let inside = true;
      for (let y = start + row * stride; y < start + row * stride + size; y++) {
        for (let x = start + column * stride; x < start + column * stride + size; x++) {
          // Beyond the picture there is no other region.
          if (x >= 0 && y >= 0 && x < width && y < height) inside &&= blob.data[y * width + x] === 1;
        }
      }
      expect(value > 0, `row ${row}, column ${column}`).toBe(inside);
    }
  });

  it('leaves out layers that see more than the region', () => {
    const small = coverage(64, 64, (x, y) => Number(x >= 20 && x < 44 && y >= 20 && y < 44));
    expect(layerGuidance(small, field('relu1_1'), 'inside')).toBeDefined();
    expect(layerGuidance(small, field('relu4_1'), 'inside')).toBeUndefined();
    expect(layerGuidance(small, field('relu4_1'), 'simple')).toBeDefined();
  });
});
