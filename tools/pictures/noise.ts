import { Random } from './random';

const fade = (t: number): number => t * t * t * (t * (t * 6 - 15) + 10);

/** Gradient noise (Perlin, "Improving Noise", 2002) and fractal sums of it. Values lie about in -1..1. */
export class Noise {
  private readonly table = new Uint8Array(512);
  private readonly slopeX = new Float32Array(256);
  private readonly slopeY = new Float32Array(256);

  constructor(seed: number) {
    const random = new Random(seed);
    const order = random.shuffle(Array.from({ length: 256 }, (_, index) => index));
    for (let i = 0; i < 512; i++) this.table[i] = order[i & 255]!;
    for (let i = 0; i < 256; i++) {
      const angle = random.range(0, 2 * Math.PI);
      this.slopeX[i] = Math.cos(angle);
      this.slopeY[i] = Math.sin(angle);
    }
  }

  at(x: number, y: number): number {
    const { table, slopeX, slopeY } = this;
    const column = Math.floor(x);
    const row = Math.floor(y);
    const dx = x - column;
    const dy = y - row;
    const left = table[column & 255]! + row;
    const right = table[(column + 1) & 255]! + row;
    const a = table[left & 255]!;
    const b = table[right & 255]!;
    const c = table[(left + 1) & 255]!;
    const d = table[(right + 1) & 255]!;
    const u = fade(dx);
    const top = slopeX[a]! * dx + slopeY[a]! * dy;
    const topRight = slopeX[b]! * (dx - 1) + slopeY[b]! * dy;
    const bottom = slopeX[c]! * dx + slopeY[c]! * (dy - 1);
    const bottomRight = slopeX[d]! * (dx - 1) + slopeY[d]! * (dy - 1);
    const upper = top + (topRight - top) * u;
    const lower = bottom + (bottomRight - bottom) * u;
    return (upper + (lower - upper) * fade(dy)) * 1.5;
  }

  at3(x: number, y: number, z: number): number {
    const layer = Math.floor(z);
    const t = fade(z - layer);
    const below = this.at(x + layer * 37.17, y - layer * 19.43);
    const above = this.at(x + (layer + 1) * 37.17, y - (layer + 1) * 19.43);
    return below + (above - below) * t;
  }

  /** Fractal sum of `octaves` layers, each twice as fine and `gain` as strong as the one before. */
  fbm(x: number, y: number, octaves: number, gain = 0.5): number {
    let sum = 0;
    let strength = 1;
    let total = 0;
    for (let octave = 0; octave < octaves; octave++) {
      sum += strength * this.at(x, y);
      total += strength;
      strength *= gain;
      // Turning each octave hides the lattice.
      const turned = 1.616 * x - 1.212 * y + 17.3;
      y = 1.212 * x + 1.616 * y - 9.1;
      x = turned;
    }
    return sum / total;
  }

  /** Fractal sum of sharp ridges, 0..1. */
  ridged(x: number, y: number, octaves: number, gain = 0.5): number {
    let sum = 0;
    let strength = 1;
    let total = 0;
    let weight = 1;
    for (let octave = 0; octave < octaves; octave++) {
      const ridge = (1 - Math.min(1, Math.abs(this.at(x, y)))) ** 2 * weight;
      weight = Math.min(1, ridge * 1.6);
      sum += strength * ridge;
      total += strength;
      strength *= gain;
      const turned = 1.616 * x - 1.212 * y + 5.7;
      y = 1.212 * x + 1.616 * y + 31.9;
      x = turned;
    }
    return sum / total;
  }
}
