import { type Colour, jitter, mix, palette, ramp } from '../colour';
import { type Vortex, influence, trace, withVortices } from '../flow';
import { Impasto } from '../impasto';
import { clamp, smoothstep } from '../maths';
import { Noise } from '../noise';
import type { Picture } from '../picture';
import { Random } from '../random';

const size = 1280;

const night = palette('#0b1440', '#13266b', '#1b3f96', '#2b66b8', '#4f93cc', '#8fc4d6', '#dbe6cf');
const lights = palette('#1e4a9c', '#4a8fc0', '#a9cfae', '#efe08a', '#f7c52e', '#f29a1c', '#fff3b8');
const hills = palette('#0a1230', '#12274f', '#1d4660', '#2f6a66', '#6d8f52', '#b9a544', '#5b3a2a');

const whirls: readonly Vortex[] = [
  { x: 520, y: 470, radius: 150, spin: 1 },
  { x: 820, y: 590, radius: 105, spin: -0.9 },
];
const stars: readonly Vortex[] = [
  { x: 1085, y: 215, radius: 98, spin: 1 },
  { x: 215, y: 190, radius: 62, spin: 0.9 },
  { x: 690, y: 150, radius: 46, spin: 0.8 },
  { x: 130, y: 640, radius: 52, spin: -0.8 },
  { x: 1130, y: 660, radius: 58, spin: 0.8 },
  { x: 880, y: 330, radius: 36, spin: 0.8 },
  { x: 390, y: 110, radius: 34, spin: 0.8 },
];

/** A whirling night over dark hills in thick strokes: layers from broad to fine, all following one current. */
export function brushstrokes(): Picture {
  const random = new Random(1889);
  const noise = new Noise(53);

  const ridge = (x: number): number =>
    930 - 0.09 * x + 90 * noise.at(x / 420, 3.7) + 30 * noise.at(x / 130, 9.1);
  const current = withVortices(
    (x, y) => {
      const below = smoothstep(-40, 60, y - ridge(x));
      const swell = noise.fbm(x / 520, y / 520, 2);
      const angle = -0.15 + 1.5 * swell * (1 - below) + below * (1.1 * noise.at(x / 240, y / 170) - 0.25);
      return [Math.cos(angle), Math.sin(angle)];
    },
    [...whirls, ...stars],
  );

  const colourAt = (x: number, y: number, fine: number): Colour => {
    const mottled = noise.fbm(x / 150, y / 150, 3) + fine * 0.5;
    if (y > ridge(x)) {
      const depth = (y - ridge(x)) / 330;
      const furrow = noise.at(x / 210 + 5, y / 60) * 0.5 + mottled * 0.6;
      return ramp(hills, clamp(0.46 + furrow * 0.72 - depth * 0.1));
    }
    let tone = 0.36 + 0.52 * mottled + 0.16 * (y / ridge(x)) ** 2;
    for (const whirl of whirls) {
      const distance = Math.hypot(x - whirl.x, y - whirl.y) / whirl.radius;
      // Light and dark bands wind outwards as in a shell.
      const turn = Math.atan2(y - whirl.y, x - whirl.x) * Math.sign(whirl.spin);
      tone += 0.34 * Math.sin(distance * 4.4 - turn + fine) * Math.exp(-distance * distance * 0.16);
    }
    let colour = ramp(night, clamp(tone));
    for (const star of stars) {
      const glow = influence(star, x, y);
      const rings =
        glow + 0.09 * Math.sin((Math.hypot(x - star.x, y - star.y) / star.radius) * 11) + fine * 0.12;
      colour = mix(colour, ramp(lights, clamp(rings * 1.02)), smoothstep(0.1, 0.42, glow));
    }
    return colour;
  };

  const canvas = new Impasto(size, size, (x, y) => mix(colourAt(x, y, 0), [0.16, 0.17, 0.28], 0.6));
  const layers = [
    { spacing: 30, reach: 17, length: 190 },
    { spacing: 22, reach: 11, length: 150 },
    { spacing: 17, reach: 8, length: 105 },
    { spacing: 17, reach: 5.5, length: 75 },
  ];
  for (const { spacing, reach, length } of layers) {
    const starts: [number, number][] = [];
    for (let y = -spacing; y < size + spacing; y += spacing) {
      for (let x = -spacing; x < size + spacing; x += spacing) {
        starts.push([x + random.range(-0.7, 0.7) * spacing, y + random.range(-0.7, 0.7) * spacing]);
      }
    }
    for (const [x, y] of random.shuffle(starts)) {
      const nearStar = Math.max(...stars.map((star) => influence(star, x, y)));
      const shorter = 1 - 0.55 * nearStar;
      const colour = jitter(colourAt(x, y, random.normal() * 0.3), random, 0.035);
      canvas.paint({
        path: trace(current, x, y, length * shorter * random.range(0.6, 1.25), 0.9),
        reach: reach * random.range(0.7, 1.2) * (1 - 0.3 * nearStar),
        colour,
        streak: jitter(colourAt(x, y, random.normal() * 0.55), random, 0.07),
        seed: random.below(1 << 30),
      });
    }
  }
  return canvas.lit(0.6);
}
