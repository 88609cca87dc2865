import { type Colour, hex, mix, palette, ramp } from '../colour';
import { bell, clamp, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture } from '../picture';
import { Random } from '../random';

const size = 1280;

const evening = palette('#5a8fd8', '#8fb4e4', '#cfc0e0', '#f6bfae', '#fbd48c', '#fff0b0');
const meadow = palette('#1f4a4a', '#2f7a4a', '#6aa53a', '#b8cf3f', '#f0e25a');
const shadows = palette('#1c1f5a', '#33307e', '#3a5a8a', '#3f7a5a');
/** Pure pigments that a divisionist sets beside each other to be mixed by the eye. */
const pure = palette(
  '#1f3fae',
  '#3a86e0',
  '#17a08a',
  '#4aae3a',
  '#d6d82a',
  '#ffc21f',
  '#f5822a',
  '#e23a4a',
  '#c24aa8',
  '#6a3fb0',
  '#fff6de',
);
const sun = { x: 410, y: 415 };
const shore = 560;
const bank = (x: number): number => 900 + 0.16 * x + 50 * Math.sin(x / 230);

const poplars = [[690, 300, 50], [770, 210, 58], [860, 250, 54], [960, 130, 70], [1075, 190, 66], [1190, 90, 80], [130, 390, 44], [60, 330, 50]] as const; // prettier-ignore
const sails = [
  [300, 590, 120],
  [520, 575, 64],
  [190, 640, 170],
] as const;

/** A river with poplars and sails at sundown, in small dots of pure colour. */
export function pointillism(): Picture {
  const random = new Random(1886);
  const noise = new Noise(86);

  const sky = (x: number, y: number): Colour => {
    const distance = Math.hypot(x - sun.x, (y - sun.y) * 1.1);
    const cloud = noise.fbm(x / 260, y / 80, 4);
    const halo = 0.42 * bell(distance, 0, 260) + 0.05 * Math.sin(distance / 24);
    if (distance < 52) return hex('#fffbe0');
    return ramp(evening, clamp(0.12 + (y / shore) * 0.55 + halo + 0.42 * cloud));
  };

  const above = (x: number, y: number): Colour => {
    for (const [cx, top, width] of poplars) {
      const t = (y - top) / (shore + 8 - top);
      if (t < 0 || t > 1) continue;
      const half =
        width * Math.sqrt(Math.sin(Math.PI * clamp(0.06 + t * 0.86))) + 10 * noise.at(x / 16, y / 16);
      const across = (x - cx) / half;
      if (Math.abs(across) > 1) continue;
      const lit = clamp(0.5 - across * 0.5 * Math.sign(cx - sun.x) + 0.4 * noise.at(x / 30, y / 40));
      return mix(ramp(shadows, lit), ramp(meadow, lit), smoothstep(0.35, 0.85, lit));
    }
    const hill = shore - 50 - 46 * noise.at(x / 300 + 3, 1) - 0.03 * x;
    if (y > hill)
      return ramp(
        palette('#4a5aa8', '#7a7ac0', '#c08ab0', '#e8a48a'),
        clamp(0.4 + 0.7 * noise.fbm(x / 90, y / 30, 2)),
      );
    return sky(x, y);
  };

  const sail = (x: number, y: number): Colour | undefined => {
    for (const [cx, foot, height] of sails) {
      const t = (foot - y) / height;
      if (t < -0.12 || t > 1) continue;
      if (t < 0) {
        if (Math.abs(x - cx) < height * (0.42 + t)) return hex('#3a2450');
      } else if (x > cx - height * 0.34 * (1 - t) && x < cx + height * 0.46 * (1 - t) * (1 + 0.3 * t)) {
        return mix(hex('#fff2c8'), hex('#f0875a'), clamp((x - cx) / (height * 0.4) + 0.35));
      }
    }
    return undefined;
  };

  const colourAt = (x: number, y: number): Colour => {
    if (y > bank(x)) {
      const tuft = noise.fbm(x / 70, y / 34, 3);
      const shadow = smoothstep(0.1, -0.25, noise.fbm(x / 260 + 5, y / 80, 2));
      const flowers = noise.at(x / 24, y / 18) > 0.62;
      if (flowers) return noise.at(x / 200, y / 200) > 0 ? hex('#e84a5f') : hex('#f7e9ff');
      return mix(ramp(meadow, clamp(0.5 + 0.7 * tuft)), ramp(shadows, clamp(0.5 + tuft)), shadow * 0.8);
    }
    const boat = sail(x, y);
    if (boat) return boat;
    if (y < shore) return above(x, y);
    const depth = (y - shore) / 350;
    const ripple = noise.at(x / 70, y / (7 + depth * 14));
    const mirrored =
      sail(x + 10 * ripple, 2 * 606 - y) ??
      above(x + 26 * ripple, shore - (y - shore) * (1.1 + 0.2 * ripple));
    return mix(
      mirrored,
      ramp(palette('#27408f', '#3f7fc0', '#86c4cf'), clamp(0.5 + ripple * 0.7)),
      0.24 + 0.2 * depth,
    );
  };

  const picture = new Picture(size, size, (x, y) => mix(colourAt(x, y), hex('#efe4cc'), 0.45));
  const dot = (cx: number, cy: number, radius: number, colour: Colour): void => {
    const reach = Math.ceil(radius + 1);
    for (let y = -reach; y <= reach; y++) {
      for (let x = -reach; x <= reach; x++) {
        const edge = radius - Math.hypot(x, y * 1.12);
        if (edge <= -1) continue;
        const body = 1 - ((x + y) / radius) * 0.055;
        const lit: Colour = [colour[0] * body, colour[1] * body, colour[2] * body];
        picture.blend(Math.round(cx) + x, Math.round(cy) + y, lit, smoothstep(-1, 0.6, edge) * 0.94);
      }
    }
  };
  /** A dot's colour: the pure pigment nearest to the target, give or take, partly mixed with it. */
  const pigmentFor = (target: Colour): Colour => {
    const aimed = target.map((value) => value + random.normal() * 0.17);
    let best = pure[0]!;
    let least = Infinity;
    for (const pigment of pure) {
      const miss =
        (pigment[0] - aimed[0]!) ** 2 + (pigment[1] - aimed[1]!) ** 2 + (pigment[2] - aimed[2]!) ** 2;
      if (miss < least) [least, best] = [miss, pigment];
    }
    return mix(best, target, random.range(0.25, 0.75));
  };
  for (const { count, radius } of [
    { count: 16_000, radius: 10 },
    { count: 34_000, radius: 7.2 },
    { count: 30_000, radius: 5 },
  ]) {
    // prettier-ignore
    for (let k = 0; k < count; k++) {
      const [x, y] = [random.range(0, size), random.range(0, size)];
      dot(x, y, radius * random.range(0.7, 1.15), pigmentFor(colourAt(x, y)));
    }
  }
  return picture;
}
