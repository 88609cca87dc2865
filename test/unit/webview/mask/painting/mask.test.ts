import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import {
  cut,
  emptyMask,
  hasShapeOf,
  isEmpty,
  mapPixels,
  maskFromPixels,
  paste,
  union,
  type Mask,
} from '../../../../../webview/mask/painting/mask';
import { encodePng } from '../../../../../webview/mask/painting/png';

const ramp = (width: number, height: number): Mask => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => (i * 7) % 256),
});

describe('a mask', () => {
  it.each([
    [640, 480, 640, 480],
    [4000, 3000, 1024, 768],
    [1000, 5000, 205, 1024],
    [9000, 3, 1024, 1],
  ])('of a picture of %i × %i has %i × %i pixels', (width, height, expectedWidth, expectedHeight) => {
    const mask = emptyMask({ width, height });

    expect([mask.width, mask.height, mask.data.length]).toEqual([
      expectedWidth,
      expectedHeight,
      expectedWidth * expectedHeight,
    ]);
    expect(isEmpty(mask)).toBe(true);
  });

  it('gets back what was cut out of it', () => {
    const mask = ramp(13, 9);
    const before = mask.data.slice();
    const area = { x: 3, y: 2, width: 7, height: 5 };
    const pixels = cut(mask, area);

    mapPixels(mask, (value) => 255 - value);
    paste(mask, area, pixels);

    mask.data.forEach((value, i) => {
      const [x, y] = [i % 13, Math.floor(i / 13)];
      const isInside = x >= 3 && x < 10 && y >= 2 && y < 7;
      expect(value).toBe(isInside ? before[i] : 255 - before[i]!);
    });
  });

  it('of a picture is its luminance, and nothing where that is transparent', () => {
    const pixels = [
      [255, 255, 255, 255],
      [0, 0, 0, 255],
      [255, 255, 255, 0],
      [255, 255, 255, 128],
      [255, 0, 0, 255],
    ];

    const { data } = maskFromPixels(new Uint8ClampedArray(pixels.flat()), { width: 5, height: 1 });

    // 0.299 of red, ITU-R BT.601.
    expect([...data]).toEqual([255, 0, 0, 128, 76]);
  });

  it('must have the proportions of its picture, but for what rounding leaves', () => {
    expect(hasShapeOf({ width: 1024, height: 683 }, { width: 3000, height: 2000 })).toBe(true);
    expect(hasShapeOf({ width: 1024, height: 700 }, { width: 3000, height: 2000 })).toBe(false);
    expect(hasShapeOf({ width: 2000, height: 3000 }, { width: 3000, height: 2000 })).toBe(false);
  });
});

describe('areas', () => {
  it('unite to the smallest that holds both; nothing adds nothing', () => {
    const nothing = { x: 50, y: 50, width: 0, height: 3 };
    const a = { x: 2, y: 8, width: 3, height: 4 };

    expect(union(a, { x: 10, y: 1, width: 2, height: 2 })).toEqual({ x: 2, y: 1, width: 10, height: 11 });
    expect(union(a, nothing)).toEqual(a);
    expect(union(nothing, a)).toEqual(a);
  });
});

describe('a mask’s file', () => {
  it.each([
    [1, 1],
    [257, 3],
    [64, 200],
  ])('is a grey PNG that another program reads the same: %i × %i', async (width, height) => {
    const mask = ramp(width, height);
    const file = await encodePng(mask);

    const picture = sharp(file, { failOn: 'warning' });
    expect(await picture.metadata()).toMatchObject({
      format: 'png',
      width,
      height,
      space: 'b-w',
      channels: 1,
    });
    const { data } = await picture.toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
    expect(new Uint8Array(data)).toEqual(mask.data);
  });
});
