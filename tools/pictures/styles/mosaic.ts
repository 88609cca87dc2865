import { type Colour, jitter, mix, palette, ramp, scale } from '../colour';
import { bell, clamp, hash, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture } from '../picture';
import { Random } from '../random';

const size = 1280;

const sea = palette('#06303f', '#0b5a6b', '#128a8f', '#3fb6a8', '#a6dcc0', '#f0e7c4');
const scales = palette('#7d1d12', '#c4381a', '#ee6a1f', '#f9a63a', '#fde3a4');
const pads = palette('#123d22', '#22663a', '#4c9a4a', '#a7c95c');
const grout: Colour = [0.3, 0.27, 0.24];

type Point = readonly [x: number, y: number];

interface Fish {
  readonly spine: readonly [Point, Point, Point];
  readonly girth: number;
  readonly pale: boolean;
}

const fishes: readonly Fish[] = [
  { spine: [[330, 300], [640, 130], [900, 420]], girth: 108, pale: false }, // prettier-ignore
  { spine: [[980, 900], [600, 1130], [330, 820]], girth: 116, pale: true }, // prettier-ignore
  { spine: [[1230, 560], [1130, 780], [1300, 1000]], girth: 82, pale: false }, // prettier-ignore
];
const leaves: readonly { x: number; y: number; radius: number; cut: number }[] = [
  { x: 140, y: 560, radius: 150, cut: 0.4 },
  { x: 1110, y: 160, radius: 170, cut: 2.5 },
  { x: 720, y: 640, radius: 88, cut: -1.2 },
  { x: 120, y: 1180, radius: 130, cut: -0.8 },
];

const onSpine = ([a, b, c]: Fish['spine'], t: number): Point => [
  (1 - t) ** 2 * a[0] + 2 * t * (1 - t) * b[0] + t * t * c[0],
  (1 - t) ** 2 * a[1] + 2 * t * (1 - t) * b[1] + t * t * c[1],
];

/** Half of the fish's breadth from the nose (0) over the thin root of the tail to the tail's fan (1). */
const breadth = (t: number): number =>
  Math.sqrt(Math.sin(Math.PI * clamp(t / 0.86) ** 0.62)) * 0.78 * (1 - 0.35 * t) +
  0.62 * smoothstep(0.76, 1, t);

interface Place {
  /** Distance to the shape's outline, negative inside. */
  readonly distance: number;
  readonly along: number;
  readonly shape: Fish | undefined;
  readonly leaf: number;
}

function locate(x: number, y: number): Place {
  let place: Place = { distance: 1e9, along: 0, shape: undefined, leaf: -1 };
  for (const fish of fishes) {
    for (let t = 0; t <= 1; t += 0.02) {
      const [px, py] = onSpine(fish.spine, t);
      const distance = Math.hypot(x - px, y - py) - fish.girth * breadth(t);
      if (distance < place.distance) place = { distance, along: t, shape: fish, leaf: -1 };
    }
  }
  leaves.forEach((leaf, index) => {
    const angle = Math.atan2(y - leaf.y, x - leaf.x) - leaf.cut;
    const notch = Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));
    const distance = Math.max(Math.hypot(x - leaf.x, y - leaf.y) - leaf.radius, (0.28 - notch) * leaf.radius);
    if (distance < place.distance) place = { distance, along: notch, shape: undefined, leaf: index };
  });
  return place;
}

interface Tile {
  x: number;
  y: number;
  readonly cos: number;
  readonly sin: number;
  readonly side: number;
}

/** Koi among lily pads in stone and glass: square tiles in rows that follow the outlines. */
export function mosaic(): Picture {
  const random = new Random(404);
  const noise = new Noise(12);

  const colourAt = (x: number, y: number): Colour => {
    const { distance, along, shape, leaf } = locate(x, y);
    const grain = noise.fbm(x / 90, y / 90, 3);
    if (distance > 0) {
      const ripple = 0.5 + 0.5 * Math.sin(distance / 24 + grain * 3.5 + noise.at(x / 260, y / 260) * 5);
      const rim = bell(distance, 12, 16) * 0.4;
      return ramp(sea, clamp(0.06 + 0.74 * ripple ** 1.4 * (0.75 + 0.6 * grain) + rim + 0.26 * grain));
    }
    if (leaf >= 0)
      return ramp(pads, clamp(0.5 + 0.6 * grain + 0.36 * Math.cos(along * 11) + 0.2 * hash(leaf, 3)));
    const patch = noise.fbm(x / 120 + 7, y / 120, 2);
    if (shape?.pale) {
      if (patch > 0.08 || along > 0.9) return ramp(scales, clamp(0.25 + patch));
      return patch < -0.33
        ? [0.09, 0.09, 0.13]
        : mix([0.97, 0.93, 0.84], [0.85, 0.76, 0.66], clamp(-distance / 90));
    }
    const back = clamp(-distance / (shape?.girth ?? 1));
    return ramp(scales, clamp(0.95 - back * 1.05 + patch * 0.5 + 0.25 * smoothstep(0.8, 1, along)));
  };

  const tiles: Tile[] = [];
  const spacing = 25;
  const reach = 3;
  for (let y = -spacing; y < size + spacing; y += spacing) {
    for (let x = -spacing; x < size + spacing; x += spacing) {
      const px = x + random.range(0.2, 0.8) * spacing;
      const py = y + random.range(0.2, 0.8) * spacing;
      const slopeX = locate(px + 4, py).distance - locate(px - 4, py).distance;
      const slopeY = locate(px, py + 4).distance - locate(px, py - 4).distance;
      const steep = Math.hypot(slopeX, slopeY) || 1;
      tiles.push({ x: px, y: py, cos: slopeX / steep, sin: slopeY / steep, side: random.range(0.92, 1.08) });
    }
  }

  /** The nearest tile in its own square metric, and how much nearer it is than the next. */
  const columns = Math.ceil(size / spacing) + 1;
  let buckets: Tile[][] = [];
  const fill = (): void => {
    buckets = Array.from({ length: columns * columns }, () => []);
    for (const tile of tiles) {
      const column = clamp(Math.floor(tile.x / spacing), 0, columns - 1);
      buckets[clamp(Math.floor(tile.y / spacing), 0, columns - 1) * columns + column]!.push(tile);
    }
  };
  const nearest = (x: number, y: number): { tile: Tile; gap: number } => {
    let [best, second] = [1e9, 1e9];
    let tile = tiles[0]!;
    const [column, row] = [Math.floor(x / spacing), Math.floor(y / spacing)];
    for (let r = Math.max(0, row - reach + 1); r <= Math.min(columns - 1, row + reach - 1); r++) {
      for (let c = Math.max(0, column - reach + 1); c <= Math.min(columns - 1, column + reach - 1); c++) {
        for (const candidate of buckets[r * columns + c]!) {
          const [dx, dy] = [x - candidate.x, y - candidate.y];
          const u = Math.abs(dx * candidate.cos + dy * candidate.sin);
          const v = Math.abs(dy * candidate.cos - dx * candidate.sin);
          const distance = (Math.max(u, v) + 0.15 * Math.min(u, v)) / candidate.side;
          if (distance < best) {
            second = best;
            best = distance;
            tile = candidate;
          } else if (distance < second) second = distance;
        }
      }
    }
    return { tile, gap: second - best };
  };

  for (let round = 0; round < 7; round++) {
    fill();
    const sums = new Map<Tile, [x: number, y: number, count: number]>();
    for (let y = 0; y < size; y += 4) {
      for (let x = 0; x < size; x += 4) {
        const { tile } = nearest(x, y);
        const sum = sums.get(tile) ?? [0, 0, 0];
        sums.set(tile, [sum[0] + x, sum[1] + y, sum[2] + 1]);
      }
    }
    for (const [tile, [x, y, count]] of sums) [tile.x, tile.y] = [x / count, y / count];
  }
  fill();

  const colours = new Map(tiles.map((tile) => [tile, jitter(colourAt(tile.x, tile.y), random, 0.055)]));
  return new Picture(size, size, (x, y) => {
    const { tile, gap } = nearest(x, y);
    const rough = noise.fbm(x / 9, y / 9, 3);
    const stone = smoothstep(3.4, 5.2, gap + rough * 1.2);
    const tilt =
      ((x - tile.x) * (hash(tile.x, tile.y, 1) - 0.65) + (y - tile.y) * (hash(tile.x, tile.y, 2) - 0.65)) /
      90;
    const bevel = smoothstep(9, 5, gap) * 0.22 * ((tile.x - x + tile.y - y) / spacing);
    const shine = 1 + tilt + bevel + 0.1 * rough + 0.06 * noise.at(x / 2.6, y / 2.6);
    return mix(scale(grout, 0.72 + 0.4 * rough), scale(colours.get(tile) ?? grout, shine), stone);
  });
}
