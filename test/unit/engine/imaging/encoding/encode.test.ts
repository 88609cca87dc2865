import sharp from 'sharp';
import { describe, expect, it } from 'vitest';

import { StylizeError } from '../../../../../src/channel/errors';
import { encodePicture, formatOf, writableFormats } from '../../../../../src/engine/imaging/encoding/encode';
import type { Picture } from '../../../../../src/engine/imaging/picture';

/** 16 x 8, one colour, the planes in red, green, blue order. */
function flat(colour: readonly [number, number, number], opacity?: number): Picture {
  const data = Float32Array.from({ length: 3 * 128 }, (_, index) => colour[Math.floor(index / 128)]!);
  const size = { width: 16, height: 8, data };
  return opacity === undefined ? size : { ...size, alpha: new Uint8Array(128).fill(opacity) };
}

async function firstPixel(bytes: Uint8Array): Promise<number[]> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 16, height: 8 });
  return Array.from(data.subarray(0, info.channels));
}

describe('encodePicture', () => {
  it.each(['png', 'tiff'] as const)('rounds and clamps, and loses nothing else, in %s', async (format) => {
    const data = Float32Array.of(-20, 0.4, 0.6, 254.6, 300, 127.2, 1, 2, 3, 4, 5, 6);
    const bytes = await encodePicture({ width: 2, height: 2, data }, { format });
    const decoded = await sharp(bytes).raw().toBuffer();
    expect(Array.from(decoded)).toEqual([0, 255, 3, 0, 127, 4, 1, 1, 5, 255, 2, 6]);
  });

  it.each(writableFormats)('writes a picture of that format in sRGB: %s', async (format) => {
    const bytes = await encodePicture(flat([200, 100, 50]), { format });
    const { format: found, space, hasProfile } = await sharp(bytes).metadata();
    expect([found, space, hasProfile]).toEqual([format === 'avif' ? 'heif' : format, 'srgb', true]);
    const pixel = await firstPixel(bytes);
    [200, 100, 50].forEach((value, channel) => {
      expect(Math.abs(pixel[channel]! - value)).toBeLessThanOrEqual(2);
    });
  });

  it.each(['png', 'webp', 'tiff', 'avif'] as const)('keeps transparency in %s', async (format) => {
    const pixel = await firstPixel(await encodePicture(flat([200, 100, 50], 128), { format }));
    expect(pixel).toHaveLength(4);
    expect(Math.abs(pixel[3]! - 128)).toBeLessThanOrEqual(1);
  });

  it('lays transparency on white in JPEG', async () => {
    const pixel = await firstPixel(await encodePicture(flat([200, 100, 50], 51), { format: 'jpeg' }));
    // 0.2 of the colour and 0.8 of white.
    expect(pixel).toHaveLength(3);
    [244, 224, 214].forEach((value, channel) => {
      expect(Math.abs(pixel[channel]! - value)).toBeLessThanOrEqual(2);
    });
  });

  it('keeps the colour resolution of a JPEG', async () => {
    const bytes = await encodePicture(flat([200, 100, 50]), { format: 'jpeg' });
    expect((await sharp(bytes).metadata()).chromaSubsampling).toBe('4:4:4');
  });

  it('says so when a picture is too long for the format', async () => {
    const long = { width: 16384, height: 1, data: new Float32Array(3 * 16384) };
    await expect(encodePicture(long, { format: 'webp' })).rejects.toMatchObject({ code: 'usage' });
    await expect(encodePicture(long, { format: 'png' })).resolves.toBeInstanceOf(Buffer);
  });
});

describe('formatOf', () => {
  it.each([
    ['a.png', 'png'],
    ['folder.gif/b.JPG', 'jpeg'],
    ['a.b.jpeg', 'jpeg'],
    ['a.webp', 'webp'],
    ['a.tif', 'tiff'],
    ['a.TIFF', 'tiff'],
    ['a.avif', 'avif'],
  ])('%s is %s', (path, format) => {
    expect(formatOf(path)).toBe(format);
  });

  it.each(['a.gif', 'a.bmp', 'a', '.png', 'constructor.constructor'])(
    'refuses %s, naming what is accepted',
    (path) => {
      let thrown: unknown;
      try {
        formatOf(path);
      } catch (error) {
        thrown = error;
      }
      expect(thrown).toBeInstanceOf(StylizeError);
      expect(thrown).toMatchObject({ code: 'usage', file: path });
      expect((thrown as StylizeError).hint).toContain('.png, .jpg, .jpeg, .webp, .tif, .tiff, .avif');
    },
  );
});
