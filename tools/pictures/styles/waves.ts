import { type Colour, hex, mix, palette, ramp } from '../colour';
import { distanceTo } from '../distance';
import { clamp, fraction, hash, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture } from '../picture';
import { Random } from '../random';

const size = 1280;

const sky = palette('#a9b7ae', '#d9cfae', '#ecdcb4', '#f0e2c2');
const blues = palette('#0d2148', '#1b3f73', '#2f6396', '#7ba4b5', '#c9d6c5');
const white = hex('#f3ead2');
const pale = hex('#9dbcc2');
const rose = hex('#dba684');
const line = hex('#10203f');

interface Wave {
  /** Rest height of the water. */
  readonly level: number;
  readonly crests: readonly { x: number; height: number; width: number; curl: number }[];
  readonly seed: number;
}

const crestsBackToFront: readonly Wave[] = [
  { level: 760, crests: [{ x: 1090, height: 330, width: 230, curl: -270 }, { x: 640, height: 90, width: 170, curl: 50 }], seed: 1 }, // prettier-ignore
  { level: 930, crests: [{ x: 290, height: 800, width: 330, curl: 560 }, { x: 1230, height: 190, width: 190, curl: -120 }], seed: 2 }, // prettier-ignore
  { level: 1060, crests: [{ x: 830, height: 310, width: 240, curl: 330 }, { x: 60, height: 130, width: 150, curl: 60 }], seed: 3 }, // prettier-ignore
  { level: 1200, crests: [{ x: 370, height: 230, width: 240, curl: 280 }, { x: 1120, height: 210, width: 210, curl: 190 }], seed: 4 }, // prettier-ignore
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
      const swell = Math.exp(-(t ** 1.8) * 1.2);
      rise += crest.height * swell;
      lean += crest.curl * swell ** 3.4;
    }
    const droop = 0.42 * Math.abs(lean) * smoothstep(0.45, 1, Math.abs(lean) / 420);
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

/** Discs that run together into one shape. */
class Foam {
  readonly mask = new Uint8Array(size * size);

  constructor(private readonly random: Random) {}

  disc(cx: number, cy: number, radius: number): void {
    for (let y = Math.max(0, Math.ceil(cy - radius)); y < Math.min(size, cy + radius); y++) {
      const half = Math.sqrt(Math.max(0, radius ** 2 - (y - cy) ** 2));
      const start = y * size + clamp(Math.round(cx - half), 0, size);
      this.mask.fill(1, start, y * size + clamp(Math.round(cx + half), 0, size));
    }
  }

  /** A claw: shrinking discs on a bending path, with smaller claws branching off. */
  claw(x: number, y: number, angle: number, radius: number, bend: number): void {
    for (let r = radius; r > 2.6; r *= 0.93) {
      this.disc(x, y, r);
      x += Math.cos(angle) * r * 0.6;
      y += Math.sin(angle) * r * 0.6;
      angle += bend;
      if (r > 6 && this.random.chance(0.2)) {
        this.claw(x, y, angle + this.random.range(-1.2, 0.2), r * 0.72, bend * 1.6);
      }
    }
  }

  /** Foam gathers where the water is thrown up: a lobed rim, and claws where it falls over. */
  gather(wave: Wave, points: readonly Point[]): void {
    const { random } = this;
    for (let i = 4; i < points.length - 4; i += 2) {
      const [x, y] = points[i]!;
      const facing = Math.atan2(points[i + 3]![1] - points[i - 3]![1], points[i + 3]![0] - points[i - 3]![0]);
      const raised = clamp((wave.level - y) / 200);
      if (!random.chance(raised)) continue;
      const radius = (9 + 17 * raised) * random.range(0.5, 1.2);
      const inwards = random.range(-4, 30) * raised;
      this.disc(x - Math.sin(facing) * inwards, y + Math.cos(facing) * inwards, radius);
      // Beyond the crest the outline runs down or even back under itself.
      const over =
        Math.sin(facing) *
        Math.sign(wave.crests.reduce((a, b) => (Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a)).curl);
      if (over > 0.25 && raised > 0.45 && random.chance(0.36)) {
        const side = Math.cos(facing) < 0 ? -1 : 1;
        this.claw(
          x,
          y,
          facing - random.range(0.1, 1) * side,
          radius * random.range(0.55, 1.05),
          random.range(0.03, 0.11) * side,
        );
      }
    }
  }
}

/** Great waves breaking under a pale sky, as in a colour woodblock print: ruled blues, clawed foam, paper and grain. */
export function waves(): Picture {
  const random = new Random(1833);
  const noise = new Noise(36);
  const picture = new Picture(size, size, (x, y) => skyAt(x, y, noise));

  for (const wave of crestsBackToFront) {
    const points = outline(wave);
    const inside = insideOf(points);
    const depth = distanceTo(size, size, (i) => inside[i] === 0);
    const foam = new Foam(random);
    foam.gather(wave, points);
    // Small gaps close, as ink would fill them.
    const around = distanceTo(size, size, (i) => foam.mask[i] === 1);
    const thickness = distanceTo(size, size, (i) => around.data[i]! > 9);
    for (let y = 0, i = 0; y < size; y++) {
      for (let x = 0; x < size; x++, i++) {
        const thick = thickness.data[i]! - 9;
        if (thick > 0) {
          const curdled = noise.fbm(x / 34, y / 34, 2) * 9;
          const veined = thick > 8 && Math.abs(fraction((thick + curdled) / 15) - 0.5) < 0.075;
          picture.blend(x, y, thick < 2.8 ? line : veined ? pale : mix(white, pale, clamp(-curdled / 16)), 1);
        } else if (inside[i] === 1) picture.blend(x, y, waterAt(wave, depth.data[i]!, x, y, noise), 1);
      }
    }
  }

  const spray = new Foam(random);
  for (let k = 0; k < 800; k++) {
    const spread = random.unit() ** 0.7;
    spray.disc(
      800 + random.normal() * 300 * spread,
      330 + random.normal() * 230 * spread,
      random.range(1.5, 6.5) * random.unit() + 1.2,
    );
  }
  const drops = distanceTo(size, size, (i) => spray.mask[i] === 0);
  picture.map((colour, x, y) => {
    const drop = drops.data[y * size + x]!;
    const [red, green, blue] = drop > 1.4 ? white : drop > 0 ? mix(colour, line, 0.6) : colour;
    const wood = 0.075 * noise.fbm(x / 340, y / 6 + 8 * noise.at(x / 400, y / 200), 3);
    const fibre = 0.035 * noise.fbm(x / 14, y / 14, 3) + 0.022 * noise.at(x / 2.3, y / 2.3);
    const shift = wood + fibre + 0.035 * noise.fbm(x / 120, y / 120, 2);
    return [red + shift, green + shift, blue + shift * 0.9];
  });
  return picture;
}

/** Graded sky with banks of cloud, and a snowy mountain far away. */
function skyAt(x: number, y: number, noise: Noise): Colour {
  const slope = 500 + 1.1 * Math.abs(x - 775) ** 0.93 + 5 * noise.at(x / 20, 2);
  if (y > slope) {
    const snow = 585 + 34 * noise.at(x / 26, 5) + 16 * noise.at(x / 9, 8);
    if (y - slope < 4) return line;
    return y < snow ? white : ramp(blues, clamp(0.95 - (y - 560) / 240 + 0.08 * noise.at(x / 12, y / 70)));
  }
  const air = ramp(sky, clamp(y / 760 + 0.25 * noise.fbm(x / 420, y / 90, 4)));
  const heap = noise.fbm(x / 330 + 3, y / 150, 4) + 0.12 * Math.sin(y / 80);
  const bank = smoothstep(0.06, 0.075, heap);
  const edge = smoothstep(0.018, 0.008, Math.abs(heap - 0.067));
  const cloud = mix(rose, white, clamp(0.2 + (heap - 0.07) * 3));
  return mix(mix(air, cloud, bank * 0.85), line, edge * 0.18);
}

/** Stripes along the wave's back, each cut a little differently. */
function waterAt(wave: Wave, depth: number, x: number, y: number, noise: Noise): Colour {
  const d = depth + 7 * noise.at(x / 60, y / 60);
  const pitch = 21 + d * 0.07;
  const stripe = (d + 26 * noise.fbm(x / 190 + wave.seed * 9, y / 190, 2)) / pitch;
  const band = fraction(stripe);
  const tone = hash(Math.floor(stripe), wave.seed, 4);
  const taper = 0.44 + 0.34 * noise.at(x / 130 + tone * 20, y / 130);
  if (Math.abs(band - taper) * pitch < 1.8 || depth < 4.2) return line;
  const light = band < taper ? 0.62 + 0.38 * tone : 0.06 + 0.3 * tone;
  const worn = 0.09 * noise.fbm(x / 7, y / 60, 3);
  return ramp(blues, clamp(light * (1.05 - 0.08 * wave.seed) + 0.1 + worn - d / 1500));
}
