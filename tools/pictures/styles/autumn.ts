import { type Colour, jitter, mix, palette, ramp, scale } from '../colour';
import { trace } from '../flow';
import { Impasto } from '../impasto';
import { bell, clamp, smoothstep } from '../maths';
import { Noise } from '../noise';
import type { Picture } from '../picture';
import { Random } from '../random';

const size = 1280;

const leaves = palette('#3a1020', '#7d1a1c', '#c2331a', '#ee6a14', '#fba51c', '#ffd95a', '#fff4c0');
const shade = palette('#141a3a', '#2a2560', '#4a3a86', '#8a5a9a', '#d88a6a', '#ffd08a');
const bark = palette('#120f1c', '#2c2030', '#5a4650', '#b09a92', '#e8dcc8');
const glow = { x: 720, y: 540 };
const ground = 860;

interface Trunk {
  readonly x: number;
  readonly foot: number;
  readonly width: number;
  readonly lean: number;
}

/** An avenue of trees in October, laid on with a knife: hot leaves, violet shadows, light at the end of the way. */
export function autumn(): Picture {
  const random = new Random(1010);
  const noise = new Noise(29);

  const nearness = (x: number, y: number): number => bell(Math.hypot(x - glow.x, (y - glow.y) * 0.9), 0, 330);
  const way = (x: number, y: number): number => {
    const depth = (y - ground + 120) / 540;
    return smoothstep(1, 0.55, Math.abs(x - glow.x + 210 * depth * depth) / (40 + 420 * depth));
  };

  const colourAt = (x: number, y: number, stray: number): Colour => {
    const light = nearness(x, y);
    const clump = noise.fbm(x / 170, y / 150, 3);
    if (y > ground - 60 + 40 * noise.at(x / 150, 2)) {
      const stripe = noise.at((x - glow.x) / (30 + (y - 700) * 0.28), y / 60);
      const lit = ramp(leaves, clamp(0.42 + 0.4 * clump + stray * 0.22 + 0.3 * light));
      const path = ramp(shade, clamp(0.28 + 0.5 * stripe + 0.45 * light + stray * 0.2 + way(x, y) * 0.12));
      return mix(lit, path, clamp(way(x, y) * 0.8 + 0.35 * smoothstep(0.05, 0.3, -stripe)));
    }
    const warmth = 0.34 + 0.52 * clump + 0.5 * light + stray * 0.2;
    const deep = smoothstep(0.02, -0.35, clump + light * 0.9 + stray * 0.4);
    return mix(ramp(leaves, clamp(warmth)), ramp(shade, clamp(0.2 + warmth * 0.6)), deep * 0.85);
  };

  const canvas = new Impasto(size, size, (x, y) => scale(colourAt(x, y, 0), 0.55));
  const knife = (x: number, y: number, angle: number, length: number, reach: number): void => {
    const bend = random.range(-0.006, 0.006);
    canvas.paint({
      path: trace((px, py) => {
        const turned = angle + bend * (px - x + py - y);
        return [Math.cos(turned), Math.sin(turned)];
      }, x, y, length, 0.9), // prettier-ignore
      reach,
      colour: jitter(colourAt(x, y, random.normal()), random, 0.04),
      streak: jitter(colourAt(x, y, random.normal() * 1.6), random, 0.06),
      seed: random.below(1 << 30),
    });
  };
  const scatter = (
    count: number,
    length: number,
    reach: number,
    keep: (x: number, y: number) => boolean,
  ): void => {
    for (let k = 0; k < count; k++) {
      const [x, y] = [random.range(-20, size + 20), random.range(-20, size + 20)];
      if (!keep(x, y)) continue;
      const below = y > ground - 40;
      const outwards = Math.atan2(y - glow.y, x - glow.x);
      const angle = below
        ? random.normal() * 0.22
        : outwards + 1.2 * noise.at(x / 150, y / 150) + random.normal() * 0.5;
      knife(x, y, angle, length * random.range(0.6, 1.3) * (below ? 1.5 : 1), reach * random.range(0.6, 1.2));
    }
  };

  scatter(2600, 90, 20, () => true);
  const trunks: Trunk[] = [];
  for (let k = 0; k < 30; k++) {
    const depth = (k / 30) ** 1.5;
    const side = k % 2 === 0 ? -1 : 1;
    const spread = 70 + 640 * depth + random.range(-40, 40);
    trunks.push({
      x: glow.x - 130 * depth + side * spread,
      foot: ground - 50 + 330 * depth,
      width: 7 + 36 * depth,
      lean: random.range(-30, 30),
    });
  }
  for (const { x, foot, width, lean } of trunks) {
    const side = x < glow.x ? 1 : -1;
    for (let y = foot; y > -40; y -= width * 0.9 + 6) {
      for (const across of [-0.6, 0, 0.6]) {
        // The side that faces the light at the end of the avenue is pale.
        const tone = 0.3 + 0.42 * across * side + 0.35 * nearness(x, y) + random.normal() * 0.12;
        const px = x + across * width + (lean * (foot - y)) / 600 + 14 * noise.at(x, y / 150);
        canvas.paint({
          path: trace(() => [random.range(-0.03, 0.03), 1], px, y, width * 2.2 + 22, 0.9),
          reach: width * 0.46 + 1.5,
          colour: ramp(bark, clamp(tone)),
          streak: random.chance(0.25) ? ramp(shade, 0.45) : ramp(bark, clamp(tone + random.normal() * 0.25)),
          seed: random.below(1 << 30),
        });
      }
    }
  }
  const onTrunk = (x: number, y: number): boolean =>
    trunks.some(
      (trunk) =>
        y < trunk.foot && Math.abs(x - trunk.x - (trunk.lean * (trunk.foot - y)) / 600) < trunk.width * 1.15,
    );
  const crown = (y: number): number => smoothstep(620, 120, y);
  scatter(5600, 46, 11, (x, y) => !onTrunk(x, y) || random.chance(0.06 + 0.3 * crown(y)));
  scatter(6000, 26, 6.5, (x, y) => !onTrunk(x, y) || random.chance(0.05 + 0.25 * crown(y)));
  return canvas.lit(0.75);
}
