import { type Colour, hex, mix, multiply } from '../colour';
import { clamp, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture, Plane } from '../picture';
import { Random } from '../random';

/** Pixels across; the drawing's own units are 1/1280 of the width. */
const size = 960;
const unit = 1280 / size;

/** One wet shape: where its paint lies and which pigments run in it. */
interface Wash {
  /** Pixels inside the drawn outline (negative outside), before the water takes over. */
  readonly depth: (x: number, y: number) => number;
  readonly pigments: readonly [Colour, Colour];
  readonly strength: number;
  /** How far the outline wanders, in pixels. */
  readonly wander: number;
  /** Pixels over which the edge is lost in wet paper; small for a dry, dark-rimmed edge. */
  readonly softness: number;
}

const petal =
  (cx: number, cy: number, radius: number, turn: number, width: number) =>
  (x: number, y: number): number => {
    const along = ((x - cx) * Math.cos(turn) + (y - cy) * Math.sin(turn)) / radius;
    const across = ((y - cy) * Math.cos(turn) - (x - cx) * Math.sin(turn)) / radius;
    if (along < -0.2 || along > 1.2) return -radius;
    const half = width * Math.sqrt(clamp(along * 1.15)) * Math.sqrt(clamp(1.12 - along)) * 1.35;
    return (half - Math.abs(across)) * radius * 0.8;
  };

const stroke =
  (x0: number, y0: number, x1: number, y1: number, bend: number, width: number) =>
  (x: number, y: number): number => {
    const length = Math.hypot(x1 - x0, y1 - y0);
    const t = clamp(((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length ** 2);
    const px = x0 + (x1 - x0) * t + (bend * Math.sin(Math.PI * t) * (y1 - y0)) / length;
    const py = y0 + (y1 - y0) * t - (bend * Math.sin(Math.PI * t) * (x1 - x0)) / length;
    return width * Math.sqrt(Math.sin(Math.PI * (0.04 + 0.92 * t))) - Math.hypot(x - px, y - py);
  };

const reds: readonly [Colour, Colour][] = [
  [hex('#e8331c'), hex('#f58a3c')],
  [hex('#d11a4a'), hex('#f06a6a')],
  [hex('#f2671d'), hex('#ffc04a')],
  [hex('#a3257e'), hex('#e45a9c')],
];
const greens: readonly [Colour, Colour][] = [
  [hex('#2f7a4a'), hex('#a8c24a')],
  [hex('#1f5f6a'), hex('#5fae7a')],
  [hex('#6a8a24'), hex('#d3cf5a')],
];
const distant: readonly [Colour, Colour][] = [
  [hex('#4a8fd0'), hex('#9ad0e8')],
  [hex('#6a6ac8'), hex('#c8a4dc')],
  [hex('#3fb0b0'), hex('#bfe4c0')],
  [hex('#e8a860'), hex('#f6d88a')],
];

function compose(random: Random): Wash[] {
  const washes: Wash[] = [];
  for (let k = 0; k < 24; k++) {
    const [cx, cy, radius] = [random.range(-60, 1340), random.range(-60, 1340), random.range(150, 330)];
    const stretch = random.range(0.7, 1.7);
    washes.push({
      depth: (x, y) => radius - Math.hypot((x - cx) / stretch, y - cy),
      pigments: random.pick(distant),
      strength: random.range(0.3, 0.62),
      wander: 130,
      softness: random.chance(0.45) ? 8 : 110,
    });
  }
  const heads = [[370, 400, 250], [820, 300, 205], [980, 720, 240], [560, 800, 190], [170, 810, 150], [1150, 190, 140]] as const; // prettier-ignore
  heads.forEach(([cx, cy, radius], index) => {
    const foot = cx + random.range(-120, 120);
    const pigments = random.pick(greens);
    washes.push({
      depth: stroke(cx, cy, foot, 1330, random.range(-90, 90), 13),
      pigments,
      strength: 1,
      wander: 10,
      softness: 4,
    });
    for (let leaf = 0; leaf < 4; leaf++) {
      const y = cy + (1300 - cy) * random.range(0.3, 0.95);
      const side = random.chance(0.5) ? 1 : -1;
      const tip = [foot + side * random.range(140, 300), y - random.range(40, 240)] as const;
      washes.push({
        depth: stroke((cx + foot) / 2, y, tip[0], tip[1], side * -40, random.range(24, 46)),
        pigments: random.pick(greens),
        strength: random.range(0.7, 1.15),
        wander: 26,
        softness: 5,
      });
    }
    const colours = reds[index % reds.length]!;
    const first = random.range(0, 6);
    for (let p = 0; p < 5; p++) {
      washes.push({
        depth: petal(
          cx,
          cy,
          radius * random.range(0.85, 1.1),
          first + p * 1.2566 + random.range(-0.15, 0.15),
          0.62,
        ),
        pigments: random.chance(0.8) ? colours : random.pick(reds),
        strength: random.range(0.6, 0.95),
        wander: 44,
        softness: random.chance(0.3) ? 26 : 5,
      });
    }
    washes.push({
      depth: (x, y) => radius * 0.2 - Math.hypot(x - cx, y - cy),
      pigments: [hex('#2a1840'), hex('#5a3050')],
      strength: 1.5,
      wander: 34,
      softness: 12,
    });
  });
  return washes;
}

/** Poppies in wet washes on rough paper: pigment gathers at dry edges, blooms where it was wet and settles in the grain. */
export function watercolour(): Picture {
  const random = new Random(1840);
  const noise = new Noise(18);
  const tooth = new Plane(
    size,
    size,
    (x, y) => noise.fbm(x / 5.2, y / 5.2, 3, 0.6) + 0.3 * noise.at(x / 23, y / 23),
  );
  const picture = new Picture(size, size, (x, y) => {
    const warm = 0.012 * noise.fbm(x / 200, y / 200, 2);
    return [0.975 + warm, 0.962 + warm, 0.93 + warm];
  });

  /** What a wash lets through at a place, or undefined where it has not run. */
  const transmission = (wash: Wash, drift: number, x: number, y: number, pit: number): Colour | undefined => {
    const rough = wash.depth(x, y);
    if (rough < -wash.wander) return undefined;
    const large = noise.fbm(x / (wash.wander * 3) + drift, y / (wash.wander * 3), 4, 0.55);
    const depth = rough + wash.wander * large + 2.5 * pit;
    if (depth < -2) return undefined;
    const cover = smoothstep(-1.5, wash.softness, depth);
    const inside = Math.max(0, depth);
    const rim = wash.softness > 20 ? 0 : 0.75 * Math.exp(-inside / 4.5) + 0.3 * Math.exp(-inside / 26);
    // Blooms: water pushed back into half-dry paint leaves cauliflower edges.
    const bloom = noise.fbm(x / 150 + drift * 2, y / 150 + 0.6 * noise.fbm(x / 40, y / 40, 3), 3);
    const tide = Math.exp(-Math.abs(bloom - 0.16) * 26) * 0.4 - 0.45 * smoothstep(0.16, 0.4, bloom);
    const grain = 0.34 * clamp(0.1 - pit, -0.4, 0.8);
    const flow = 0.55 + 0.6 * noise.fbm(x / 210 - drift, y / 210, 3);
    const density = clamp(wash.strength * cover * (flow + rim + tide + grain), 0, 1.9);
    const hue = clamp(0.5 + 1.1 * noise.fbm(x / 130 + 50, y / 130 + drift, 2));
    const pigment = mix(wash.pigments[0], wash.pigments[1], hue);
    // Beer's law: the amount of paint is an exponent.
    return [pigment[0] ** density, pigment[1] ** density, pigment[2] ** density];
  };

  compose(random).forEach((wash, index) => {
    for (let row = 0; row < size; row++) {
      for (let column = 0; column < size; column++) {
        const pit = tooth.data[row * size + column]!;
        const through = transmission(wash, index * 13.7, column * unit, row * unit, pit);
        if (through) picture.blend(column, row, multiply(picture.get(column, row), through), 1);
      }
    }
  });

  for (let k = 0; k < 260; k++) {
    const [cx, cy, radius] = [
      random.range(0, size),
      random.range(0, size),
      random.range(1, 7) * random.unit() + 1.2,
    ];
    const colour = random.pick([...reds, ...greens, ...distant])[0];
    for (let y = -12; y <= 12; y++) {
      for (let x = -12; x <= 12; x++) {
        const edge = radius - Math.hypot(x, y);
        const [px, py] = [Math.round(cx + x), Math.round(cy + y)];
        if (edge <= 0 || px < 0 || py < 0 || px >= size || py >= size) continue;
        picture.blend(
          px,
          py,
          multiply(picture.get(px, py), colour),
          clamp(edge) * (0.45 + 0.4 * Math.exp(-edge)),
        );
      }
    }
  }
  picture.map((colour, x, y) => {
    const relief = (tooth.at(x + 1, y + 1) - tooth.at(x - 1, y - 1)) * 0.055;
    return [colour[0] + relief, colour[1] + relief, colour[2] + relief];
  });
  return picture;
}
