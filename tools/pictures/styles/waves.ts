import type { Colour } from '../colour';
import { hex, mix, palette, ramp } from '../colour';
import { distanceTo } from '../distance';
import { clamp, fraction, hash, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture } from '../picture';
import { Random } from '../random';

const size = 1280;

const sky = palette('#a9b7ae', '#d9cfae', '#ecdcb4', '#f0e2c2');
const blues = palette('#0d2148', '#1b3f73', '#2f6396', '#7ba4b5', '#c9d6c5');
const foam = hex('#f3ead2');
const line = hex('#10203f');

interface Wave {
  /** Rest height of the water. */
  readonly level: number;
  readonly crests: readonly { x: number; height: number; width: number; curl: number }[];
  readonly seed: number;
}

const crestsBackToFront: readonly Wave[] = [
  { level: 800, crests: [{ x: 1010, height: 190, width: 210, curl: -90 }, { x: 560, height: 110, width: 170, curl: 50 }], seed: 1 }, // prettier-ignore
  { level: 930, crests: [{ x: 330, height: 760, width: 270, curl: 420 }, { x: 1190, height: 250, width: 190, curl: -150 }], seed: 2 }, // prettier-ignore
  { level: 1060, crests: [{ x: 860, height: 270, width: 230, curl: 190 }, { x: 60, height: 130, width: 150, curl: 60 }], seed: 3 }, // prettier-ignore
  { level: 1190, crests: [{ x: 420, height: 210, width: 240, curl: 170 }, { x: 1150, height: 230, width: 210, curl: 160 }], seed: 4 }, // prettier-ignore
];

type Point = readonly [x: number, y: number];

/** The wave's outline, left to right: crests lean over the further they rise. */
function outline(wave: Wave): Point[] {
  const points: Point[] = [];
  for (let x = -700; x <= size + 500; x += 3) {
    let rise = 0;
    let lean = 0;
    for (const crest of wave.crests) {
      const t = Math.abs(x - crest.x) / crest.width;
      const swell = Math.exp(-(t ** 1.5) * 1.35);
      rise += crest.height * swell;
      lean += crest.curl * swell ** 2.6;
    }
    const droop = 0.3 * Math.abs(lean) * smoothstep(0.55, 1, Math.abs(lean) / 420);
    points.push([x + lean, wave.level - rise + droop + 10 * Math.sin(x / 46 + wave.seed * 2)]);
  }
  return points;
}

/** Which pixels lie under the outline: even-odd along each row, the water's body closed far below. */
function insideOf(points: readonly Point[]): Uint8Array {
  const inside = new Uint8Array(size * size);
  const closed: Point[] = [...points, [size + 600, 3000], [-800, 3000], points[0]!];
  for (let y = 0; y < size; y++) {
    const crossings: number[] = [];
    for (let i = 1; i < closed.length; i++) {
      const [x0, y0] = closed[i - 1]!;
      const [x1, y1] = closed[i]!;
      if (y0 <= y === y1 <= y) continue;
      crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
    }
    crossings.sort((a, b) => a - b);
    for (let i = 0; i + 1 < crossings.length; i += 2) {
      inside.fill(
        1,
        y * size + clamp(Math.ceil(crossings[i]!), 0, size),
        y * size + clamp(Math.ceil(crossings[i + 1]!), 0, size),
      );
    }
  }
  return inside;
}

/** Great waves breaking under a pale sky, as in a colour woodblock print: ruled blues, clawed foam, paper and grain. */
export function waves(): Picture {
  const random = new Random(1831);
  const noise = new Noise(36);
  const picture = new Picture(size, size, (x, y) => {
    const drift = noise.fbm(x / 420, y / 90, 4);
    const bank = smoothstep(0.1, 0.16, noise.fbm(x / 380 + 3, y / 130, 3) - 0.0002 * Math.abs(y - 480));
    const air = ramp(sky, clamp(y / 760 + 0.22 * drift));
    return mix(air, mix(hex('#d9b88a'), hex('#f3e6c8'), clamp(y / 600)), bank * 0.75);
  });

  const disc = (cx: number, cy: number, radius: number, rim: number): void => {
    const reach = Math.ceil(radius + 2);
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        const edge = radius - Math.hypot(x, y);
        if (edge < -1) continue;
        const shadow = smoothstep(0.1, 0.9, (x + y) / (radius * 1.6)) * 0.5;
        const inside = mix(foam, hex('#9fc0c8'), shadow);
        const colour = edge < rim ? line : inside;
        picture.blend(Math.round(cx + x), Math.round(cy + y), colour, smoothstep(-1, 1, edge));
      }
    }
  };

  /** A claw of foam: shrinking discs on a path that bends downwards, with smaller claws branching off. */
  const claw = (x: number, y: number, angle: number, radius: number, bend: number): void => {
    for (let r = radius; r > 3.2; r *= 0.86) {
      disc(x, y, r, Math.min(2.6, r * 0.34));
      x += Math.cos(angle) * r * 1.05;
      y += Math.sin(angle) * r * 1.05;
      angle += bend;
      if (r > 9 && random.chance(0.34)) claw(x, y, angle + random.range(-1.1, 0.5), r * 0.62, bend * 1.5);
    }
  };

  for (const wave of crestsBackToFront) {
    const points = outline(wave);
    const inside = insideOf(points);
    const depth = distanceTo(size, size, (i) => inside[i] === 0);
    for (let y = 0, i = 0; y < size; y++) {
      for (let x = 0; x < size; x++, i++) {
        if (inside[i] === 0) continue;
        const d = depth.data[i]! + 7 * noise.at(x / 60, y / 60);
        const stripe = (d + 26 * noise.fbm(x / 190 + wave.seed * 9, y / 190, 2)) / (21 + d * 0.07);
        const band = fraction(stripe);
        const tone = hash(Math.floor(stripe), wave.seed, 4);
        const taper = 0.44 + 0.34 * noise.at(x / 130 + tone * 20, y / 130);
        const light = band < taper ? 0.62 + 0.38 * tone : 0.06 + 0.3 * tone;
        const worn = 0.09 * noise.fbm(x / 7, y / 60, 3);
        const body = ramp(blues, clamp(light * (1 - 0.12 * wave.seed) + 0.1 + worn - d / 1500));
        const ruled = Math.abs(band - taper) * (21 + d * 0.07) < 1.8 || depth.data[i]! < 4.2;
        picture.blend(x, y, ruled ? line : body, 1);
      }
    }
    foamOn(wave, points, claw, disc, random);
  }

  for (let k = 0; k < 620; k++) {
    const spread = random.unit();
    const x = 700 + (random.normal() * 260 + 60) * (0.6 + spread);
    const y = 330 + random.normal() * 210;
    disc(x, y, random.range(1.2, 4.4), 0.9);
  }

  picture.map((colour, x, y) => {
    const wood = 0.05 * noise.fbm(x / 340, y / 6 + 8 * noise.at(x / 400, y / 200), 3);
    const fibre = 0.03 * noise.fbm(x / 14, y / 14, 3) + 0.022 * noise.at(x / 2.3, y / 2.3);
    const baren = 0.03 * noise.fbm(x / 120, y / 120, 2);
    const shift = wood + fibre + baren;
    return [colour[0] + shift, colour[1] + shift, colour[2] + shift * 0.9];
  });
  return picture;
}

/** Foam gathers where the water is thrown up: a rim of beads, and claws where it falls over. */
function foamOn(
  wave: Wave,
  points: readonly Point[],
  claw: (x: number, y: number, angle: number, radius: number, bend: number) => void,
  disc: (x: number, y: number, radius: number, rim: number) => void,
  random: Random,
): void {
  for (let i = 4; i < points.length - 4; i += 3) {
    const [x, y] = points[i]!;
    const [x0, y0] = points[i - 3]!;
    const [x1, y1] = points[i + 3]!;
    const raised = clamp((wave.level - y) / 160);
    const facing = Math.atan2(y1 - y0, x1 - x0);
    if (!random.chance(raised ** 1.5 * 0.9)) continue;
    const size = (10 + 12 * raised) * random.range(0.6, 1.25);
    const inwards = random.range(0, 22) * raised;
    disc(x - Math.sin(facing) * inwards, y + Math.cos(facing) * inwards, size, 2.4);
    const falling = Math.cos(facing) < 0.75 && wave.level - y > 90;
    if (falling && random.chance(0.8))
      claw(x, y, facing - random.range(0.2, 1.1), size * 1.1, random.range(0.1, 0.3));
  }
}
