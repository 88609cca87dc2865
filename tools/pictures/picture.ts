import sharp from 'sharp';

import type { Colour } from './colour';
import { clamp } from './maths';

/** A single value for every pixel, rows from the top. */
export class Plane {
  readonly data: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
    fill: number | ((x: number, y: number) => number) = 0,
  ) {
    this.data = new Float32Array(width * height);
    if (typeof fill === 'number') this.data.fill(fill);
    else {
      for (let y = 0, i = 0; y < height; y++) for (let x = 0; x < width; x++, i++) this.data[i] = fill(x, y);
    }
  }

  /** The value at the pixel; outside, that of the nearest pixel inside. */
  at(x: number, y: number): number {
    const column = clamp(Math.round(x), 0, this.width - 1);
    const row = clamp(Math.round(y), 0, this.height - 1);
    return this.data[row * this.width + column]!;
  }

  /** Three box blurs in each direction: close to a Gaussian of deviation `radius`. */
  blurred(radius: number): Plane {
    const result = new Plane(this.width, this.height);
    result.data.set(this.data);
    const reach = Math.max(1, Math.round(radius));
    for (let pass = 0; pass < 3; pass++) {
      for (let y = 0; y < this.height; y++) boxBlur(result.data, y * this.width, 1, this.width, reach);
      for (let x = 0; x < this.width; x++) boxBlur(result.data, x, this.width, this.height, reach);
    }
    return result;
  }
}

function boxBlur(data: Float32Array, start: number, stride: number, count: number, reach: number): void {
  const line = new Float32Array(count);
  for (let i = 0; i < count; i++) line[i] = data[start + i * stride]!;
  const at = (i: number): number => line[clamp(i, 0, count - 1)]!;
  let sum = 0;
  for (let i = -reach; i <= reach; i++) sum += at(i);
  for (let i = 0; i < count; i++) {
    data[start + i * stride] = sum / (2 * reach + 1);
    sum += at(i + reach + 1) - at(i - reach);
  }
}

/** An RGB picture in sRGB values 0..1, interleaved, rows from the top. */
export class Picture {
  readonly data: Float32Array;

  constructor(
    readonly width: number,
    readonly height: number,
    paint?: (x: number, y: number) => Colour,
  ) {
    this.data = new Float32Array(width * height * 3);
    if (paint) this.map((_, x, y) => paint(x, y));
  }

  get(x: number, y: number): Colour {
    const i = (y * this.width + x) * 3;
    return [this.data[i]!, this.data[i + 1]!, this.data[i + 2]!];
  }

  /** Repaints every pixel from its colour and place. */
  map(repaint: (colour: Colour, x: number, y: number) => Colour): void {
    for (let y = 0, i = 0; y < this.height; y++) {
      for (let x = 0; x < this.width; x++, i += 3) {
        this.data.set(repaint([this.data[i]!, this.data[i + 1]!, this.data[i + 2]!], x, y), i);
      }
    }
  }

  /** Lays `colour` over the pixel with opacity `alpha`; outside the picture nothing happens. */
  blend(x: number, y: number, colour: Colour, alpha: number): void {
    if (x < 0 || y < 0 || x >= this.width || y >= this.height) return;
    const i = (y * this.width + x) * 3;
    for (let c = 0; c < 3; c++) this.data[i + c]! += (colour[c]! - this.data[i + c]!) * alpha;
  }

  /** Writes a JPEG, or as the extension says a grey PNG, scaled down to `width` if that is smaller. */
  async save(file: string, options: { width: number; quality?: number }): Promise<void> {
    const bytes = Uint8Array.from(this.data, (value) => Math.round(clamp(value) * 255));
    const picture = sharp(bytes, { raw: { width: this.width, height: this.height, channels: 3 } }).resize({
      width: Math.min(options.width, this.width),
      kernel: 'lanczos3',
    });
    if (file.endsWith('.png')) await picture.toColourspace('b-w').png({ compressionLevel: 9 }).toFile(file);
    else {
      await picture
        .jpeg({ quality: options.quality ?? 90, mozjpeg: true, chromaSubsampling: '4:2:0' })
        .toFile(file);
    }
  }
}
