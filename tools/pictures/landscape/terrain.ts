import { type Colour, mix, scale } from '../colour';
import { bell, clamp, hash, smoothstep } from '../maths';
import { Noise } from '../noise';
import { type Hit, type Vector, along, unit } from './ray';

const noise = new Noise(19);

/** Metres beyond the far shore; negative is lake. */
export const inland = (x: number, z: number): number => z - 62 - 2.2 * noise.at(x / 26, 0.5);

/** The near bank, where the eye stands: 1 on it, 0 on the water. */
const nearBank = (x: number, z: number): number =>
  smoothstep(1.15, 0.55, Math.hypot((x + 17) / 13, (z - 6) / 12) + 0.12 * noise.at(x / 2.5, z / 2.5));

function bank(x: number, z: number): number {
  const near = x < -2 && z < 22 ? nearBank(x, z) : 0;
  return near > 0 ? -1 + 2.6 * near + 0.25 * noise.fbm(x * 1.6, z * 1.6, 3) : -3;
}

const quay = (d: number): number => 1.3 * smoothstep(0, 0.6, d) + 0.02 * d;
const hills = (x: number, z: number): number =>
  88 * smoothstep(86, 482, z) * (0.5 + 0.62 * noise.fbm(x / 190 + 2.2, z / 190, 3));
const mountains = (x: number, z: number): number =>
  900 * smoothstep(800, 4600, z) * noise.ridged(x / 2300 + 4.15, z / 2300 + 0.6, 6, 0.5) ** 1.15;

/** Heights computed once on a square grid over the strip the eye sees, and read back with smooth interpolation. */
class HeightMap {
  private readonly heights: Float32Array;
  private readonly columns: number;

  constructor(
    private readonly half: number,
    private readonly start: number,
    end: number,
    private readonly cell: number,
    heightAt: (x: number, z: number) => number,
  ) {
    this.columns = Math.ceil((2 * half) / cell) + 2;
    const rows = Math.ceil((end - start) / cell) + 2;
    this.heights = new Float32Array(this.columns * rows);
    for (let row = 0, i = 0; row < rows; row++) {
      for (let column = 0; column < this.columns; column++, i++) {
        this.heights[i] = heightAt(column * cell - half, row * cell + start);
      }
    }
  }

  at(x: number, z: number): number {
    const u = clamp((x + this.half) / this.cell, 0, this.columns - 2);
    const v = Math.max(0, (z - this.start) / this.cell);
    const column = Math.floor(u);
    const i = Math.floor(v) * this.columns + column;
    const { heights, columns } = this;
    const s = u - column;
    const near = heights[i]! + (heights[i + 1]! - heights[i]!) * s;
    const far = heights[i + columns]! + (heights[i + columns + 1]! - heights[i + columns]!) * s;
    return near + (far - near) * (v - Math.floor(v));
  }
}

const farthest = 8000;
const hillMap = new HeightMap(700, 80, 900, 2, hills);
const mountainMap = new HeightMap(
  5600,
  800,
  farthest + 100,
  14,
  (x, z) => hills(x, z) * 0.4 + mountains(x, z),
);

function ground(x: number, z: number): number {
  if (z < 58) return bank(x, z);
  const d = inland(x, z);
  if (d < 0) return Math.max(-3, d);
  if (z < 80) return quay(d);
  return quay(d) + (z < 890 ? hillMap.at(x, z) : mountainMap.at(x, z));
}

const wooded = (x: number, z: number): number =>
  smoothstep(28, 60, inland(x, z)) *
  smoothstep(-0.12, 0.06, noise.fbm(x / 75 + 9, z / 75, 2) + 0.1 * smoothstep(100, 300, z));

/** Height of the tree tops above the ground: a rounded crown in each cell of a jittered grid. */
function crowns(x: number, z: number): number {
  const spread = 6.5;
  const column = Math.floor(x / spread);
  const row = Math.floor(z / spread);
  let top = 0;
  for (let r = row - 1; r <= row + 1; r++) {
    for (let c = column - 1; c <= column + 1; c++) {
      const dx = x - (c + 0.15 + 0.7 * hash(c, r, 1)) * spread;
      const dz = z - (r + 0.15 + 0.7 * hash(c, r, 2)) * spread;
      const size = 3 + 2.6 * hash(c, r, 3);
      const inside = 1 - (dx * dx + dz * dz) / (size * size);
      if (inside > 0) top = Math.max(top, Math.sqrt(inside) * size * 1.7);
    }
  }
  return top;
}

function height(x: number, z: number, y: number): number {
  const bare = ground(x, z);
  if (y - bare > 11 || z < 80) return bare;
  const wood = wooded(x, z);
  return wood > 0 ? bare + wood * (crowns(x, z) + 0.5 * noise.at(x * 0.9, z * 0.9)) : bare;
}

/** Highest the land can be around distance `z`. */
const ceiling = (z: number): number => (z < 78 ? 5 : z < 150 ? 45 : z < 890 ? 125 : 1100);

/** First meeting of a ray with the land, as far as `limit`. */
export function meetTerrain(from: Vector, direction: Vector, limit: number): Hit | undefined {
  let distance = 0.3;
  let before = 0.3;
  const end = Math.min(limit, farthest);
  while (distance < end) {
    const [x, y, z] = along(from, direction, distance);
    if (y > 1100 && direction[1] >= 0) return undefined;
    if (z > 22 && z < 58 && direction[2] > 0) {
      // Nothing stands out of the open lake.
      before = distance;
      distance += (58 - z) / direction[2];
      continue;
    }
    const above = y > ceiling(z) + 5 ? y - ceiling(z) : y - height(x, z, y);
    if (above < 0) return shade(from, direction, refine(from, direction, before, distance));
    before = distance;
    distance += Math.max(0.25 + distance * 0.0035, above * 0.42);
  }
  return undefined;
}

function refine(from: Vector, direction: Vector, outside: number, inside: number): number {
  for (let i = 0; i < 7; i++) {
    const middle = (outside + inside) / 2;
    const [x, y, z] = along(from, direction, middle);
    if (y < height(x, z, y)) inside = middle;
    else outside = middle;
  }
  return inside;
}

const grassColour: Colour = [0.13, 0.17, 0.035];
const strawColour: Colour = [0.36, 0.27, 0.09];
const woodColours: readonly Colour[] = [
  [0.035, 0.075, 0.02],
  [0.06, 0.1, 0.022],
  [0.12, 0.12, 0.02],
  [0.2, 0.1, 0.02],
];
const rockColour: Colour = [0.24, 0.21, 0.2];
const stoneColour: Colour = [0.3, 0.26, 0.21];

function shade(from: Vector, direction: Vector, distance: number): Hit {
  const [x, y, z] = along(from, direction, distance);
  const reach = Math.max(0.05, distance * 0.0016, z > 890 ? 10 : 0);
  const slopeX = (height(x + reach, z, y) - height(x - reach, z, y)) / (2 * reach);
  const slopeZ = (height(x, z + reach, y) - height(x, z - reach, y)) / (2 * reach);
  const normal = unit([-slopeX, 1, -slopeZ]);
  const d = inland(x, z);
  const grain = noise.fbm(x * 0.7, z * 0.7, 3);
  let albedo = mix(grassColour, strawColour, clamp(0.3 + 0.6 * noise.fbm(x / 45, z / 45, 2) + 0.35 * grain));
  let openness = 1;
  if (z < 40) {
    const blades = noise.at(x * 16, z * 3 + y * 14) * 0.5 + noise.at(x * 41, y * 31 + z * 9) * 0.5;
    albedo = scale(
      mix(grassColour, strawColour, clamp(0.35 + blades * 0.6 + grain * 0.4)),
      0.8 + 0.5 * blades,
    );
    openness = clamp(0.35 + y * 0.5);
  } else if (d < 3 && y < 1.4) {
    const course = Math.floor(y / 0.32);
    const block = hash(Math.floor(x / 0.75 + (course & 1) * 0.5), course, 5);
    albedo = scale(
      stoneColour,
      (0.55 + 0.6 * block) * (0.9 + 0.5 * grain) * (0.45 + 0.5 * smoothstep(0, 0.6, y)),
    );
  } else if (d < 26) {
    albedo = mix(albedo, stoneColour, bell(d, 3, 3));
  }
  const wood = z > 80 ? wooded(x, z) : 0;
  if (wood > 0.1 && d < 1500) {
    const above = y - ground(x, z);
    const kind = hash(Math.floor(x / 6.5), Math.floor(z / 6.5), 8);
    const leaf = woodColours[Math.floor(kind * kind * 4)] ?? rockColour;
    albedo = scale(leaf, 0.75 + 0.5 * noise.at(x * 1.3 + y, z * 1.3) + 0.5 * grain);
    openness = clamp(0.12 + above * 0.12);
  }
  const alpine = smoothstep(1200, 2000, d);
  if (alpine > 0) {
    const bare = smoothstep(0.35, 0.75, Math.hypot(slopeX, slopeZ) + 0.4 * noise.fbm(x / 160, z / 160, 3));
    const heights = mix(mix([0.07, 0.1, 0.04], rockColour, bare), rockColour, smoothstep(150, 260, y));
    const snow = smoothstep(250, 370, y + 120 * noise.fbm(x / 220, z / 220, 3)) * (1 - bare * 0.4);
    albedo = mix(albedo, mix(heights, [0.85, 0.87, 0.92], snow), alpine);
  }
  return { distance, normal, albedo, openness, translucence: 0 };
}
