import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import sharp from 'sharp';

/** Overlapping coloured waves, large and small, as interleaved 8-bit RGB. Depends only on the arguments. */
export function drawWaves(seed: number, width: number, height: number): Uint8Array {
  const generator = xoroshiro128plus(seed);
  const uniform = (low: number, high: number) => low + (high - low) * uniformFloat64(generator);
  const waves = Array.from({ length: 9 }, (_, index) => ({
    channel: index % 3,
    x: uniform(-0.5, 0.5) * (1 + Math.floor(index / 3)),
    y: uniform(-0.5, 0.5) * (1 + Math.floor(index / 3)),
    phase: uniform(0, 2 * Math.PI),
    amplitude: uniform(20, 40),
  }));
  const base = [uniform(90, 165), uniform(90, 165), uniform(90, 165)];
  const pixels = new Uint8Array(3 * width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const colour = [...base];
      for (const { channel, x, y, phase, amplitude } of waves) {
        colour[channel]! += amplitude * Math.sin(x * column + y * row + phase);
      }
      pixels.set(
        colour.map((value) => Math.min(255, Math.max(0, Math.round(value)))),
        3 * (row * width + column),
      );
    }
  }
  return pixels;
}

/** Writes `drawWaves` in the format that the path's extension names. */
export async function writeWaves(path: string, seed: number, width: number, height: number): Promise<string> {
  await sharp(drawWaves(seed, width, height), { raw: { width, height, channels: 3 } }).toFile(path);
  return path;
}

export interface Pixels {
  /** Interleaved, 8 bits. */
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
  readonly channels: number;
}

/** A picture file's samples as stored, not turned upright. Throws when the file is damaged. */
export async function readPixels(file: string | Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(file, { failOn: 'warning' }).raw().toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return { data, width, height, channels };
}

/** Mean absolute difference of two pictures' samples. */
export function meanDifference(a: Pixels, b: Pixels): number {
  if (a.data.length !== b.data.length) throw new Error('The pictures have different sizes.');
  return a.data.reduce((sum, value, i) => sum + Math.abs(value - b.data[i]!), 0) / a.data.length;
}

/** Mean and standard deviation of one channel, of the whole picture or of some rows. */
export function channelStatistics(
  { data, width, height, channels }: Pixels,
  channel: number,
  [fromRow, toRow] = [0, height],
): { readonly mean: number; readonly deviation: number } {
  let sum = 0;
  let squares = 0;
  for (let pixel = fromRow * width; pixel < toRow * width; pixel++) {
    const value = data[pixel * channels + channel]!;
    sum += value;
    squares += value ** 2;
  }
  const count = (toRow - fromRow) * width;
  return { mean: sum / count, deviation: Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2)) };
}

/** A picture's values plane by plane, [3, height, width], RGB 0..255. */
export async function planarImage(
  path: string,
): Promise<{ data: Float64Array; width: number; height: number }> {
  const { data, width, height } = await readPixels(path);
  const plane = width * height;
  const values = Float64Array.from(
    { length: 3 * plane },
    (_, i) => data[3 * (i % plane) + Math.floor(i / plane)]!,
  );
  return { data: values, width, height };
}
