import type { Picture } from '../../../../../src/engine/imaging/picture';

export type Pixel = readonly [red: number, green: number, blue: number];

/** A picture one pixel high. */
export function pictureOf(pixels: readonly Pixel[], alpha?: readonly number[]): Picture {
  const data = Float32Array.from([0, 1, 2].flatMap((channel) => pixels.map((pixel) => pixel[channel]!)));
  return { width: pixels.length, height: 1, data, ...(alpha && { alpha: Uint8Array.from(alpha) }) };
}

export function pixelsOf(data: Float32Array): Pixel[] {
  const plane = data.length / 3;
  return Array.from({ length: plane }, (_, i) => [data[i]!, data[plane + i]!, data[2 * plane + i]!]);
}

/** The two pictures of which SciPy has made the expectations of the matches. */
export const content = pictureOf([
  [200, 180, 90],
  [30, 60, 120],
  [120, 40, 60],
  [90, 200, 150],
  [250, 240, 230],
  [10, 20, 15],
]);
export const stylePixels: readonly Pixel[] = [
  [20, 40, 160],
  [200, 190, 40],
  [90, 110, 210],
  [240, 235, 180],
  [60, 20, 90],
];

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error('They have different lengths.');
  return Array.from(a).reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
