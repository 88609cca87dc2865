import type { Size } from '../../shared/stage/view';

/** A region of the content picture: [height, width] in rows, 0 outside, 255 inside, between them partly inside. */
export interface Mask extends Size {
  readonly data: Uint8Array;
}

/** A part of a mask, in whole pixels. */
export interface Area extends Size {
  readonly x: number;
  readonly y: number;
}

export const isNothing = ({ width, height }: Area): boolean => width <= 0 || height <= 0;

export const everything = ({ width, height }: Mask): Area => ({ x: 0, y: 0, width, height });

/** The share of the picture that it covers, 0 to 1. */
export const coverage = ({ data }: Mask): number =>
  data.reduce((sum, value) => sum + value, 0) / (255 * data.length);

export const isEmpty = ({ data }: Mask): boolean => !data.some((value) => value > 0);

/** Masks are painted at this many pixels at most, on the longer side: finer than any network sees. */
const longestSide = 1024;

/** An empty mask for a picture. */
export function emptyMask(picture: Size): Mask {
  const scale = Math.min(1, longestSide / Math.max(picture.width, picture.height));
  const width = Math.max(1, Math.round(picture.width * scale));
  const height = Math.max(1, Math.round(picture.height * scale));
  return { width, height, data: new Uint8Array(width * height) };
}

/** The smallest area that holds both. */
export function union(a: Area, b: Area): Area {
  if (isNothing(a)) return b;
  if (isNothing(b)) return a;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** A copy of the pixels of an area. */
export function cut({ data, width }: Mask, area: Area): Uint8Array {
  const pixels = new Uint8Array(area.width * area.height);
  for (let row = 0; row < area.height; row++) {
    const start = (area.y + row) * width + area.x;
    pixels.set(data.subarray(start, start + area.width), row * area.width);
  }
  return pixels;
}

/** Puts pixels back where they were cut from. */
export function paste({ data, width }: Mask, area: Area, pixels: Uint8Array): void {
  for (let row = 0; row < area.height; row++) {
    const start = (area.y + row) * width + area.x;
    data.set(pixels.subarray(row * area.width, (row + 1) * area.width), start);
  }
}

/** Changes every pixel. */
export function mapPixels({ data }: Mask, change: (value: number) => number): void {
  for (let i = 0; i < data.length; i++) data[i] = change(data[i]!);
}

/**
 * A mask of the pixels of a picture, as the engine reads one: luminance (ITU-R BT.601), and what is transparent is
 * outside.
 *
 * @param pixels [height, width, RGBA], 0 to 255
 */
export function maskFromPixels(pixels: Uint8ClampedArray, { width, height }: Size): Mask {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) {
    const [r, g, b, alpha] = [pixels[4 * i]!, pixels[4 * i + 1]!, pixels[4 * i + 2]!, pixels[4 * i + 3]!];
    data[i] = Math.round(((0.299 * r + 0.587 * g + 0.114 * b) * alpha) / 255);
  }
  return { width, height, data };
}

/** Whether a picture can be a mask of another: their proportions differ by no more than the engine allows. */
export function hasShapeOf(mask: Size, picture: Size): boolean {
  const expected = (mask.width * picture.height) / picture.width;
  return Math.abs(mask.height - expected) <= Math.max(1, 0.02 * expected);
}
