import { type Colour, mix } from '../colour';
import { clamp, fraction, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture } from '../picture';

const size = 1280;

const ink: Colour = [0.075, 0.065, 0.07];
const paper: Colour = [0.94, 0.885, 0.77];
const sun = { x: 840, y: 330, radius: 118 };

/** What the cutter does at a place: how much ink stays, and which way the gouge runs. */
interface Cut {
  /** Share of ink, 0..1. */
  readonly tone: number;
  /** Counts gouge lines; its contours are the lines. */
  readonly phase: number;
}

/** Sun over pine hills and a ploughed valley, cut in wood: tapering gouge lines along the form, black on cream. */
export function woodcut(): Picture {
  const noise = new Noise(1905);

  const farRidge = (x: number): number => 560 - 190 * noise.ridged(x / 640 + 0.3, 1.5, 4);
  const nearRidge = (x: number): number => 700 - 150 * noise.fbm(x / 330 + 4, 2.5, 3) + 0.1 * (x - 640);
  const valley = (x: number): number => 880 + 60 * Math.sin(x / 260 + 1) + 22 * noise.at(x / 90, 7);

  const sky = (x: number, y: number): Cut => {
    const distance = Math.hypot(x - sun.x, y - sun.y);
    if (distance < sun.radius) return { tone: 0, phase: 0 };
    const shape = (at: number): number => noise.fbm(x / 300 + noise.at(x / 140, at / 100) * 0.5, at / 130, 2);
    const billow = shape(y);
    const rays = (Math.atan2(y - sun.y, x - sun.x) / (2 * Math.PI)) * 96;
    const rayTone = 0.1 + 0.62 * smoothstep(sun.radius, 900, distance) + 0.28 * noise.at(x / 200, y / 120);
    if (billow < 0.07) return { tone: rayTone, phase: rays };
    // Clouds are cut in arcs under their bright upper rims.
    const rim = smoothstep(0.17, 0.08, billow) * 0.25;
    return { tone: clamp(0.45 + (billow - shape(y + 36)) * 2.6 - rim), phase: billow * 22 + y / 24 };
  };

  const mountain = (x: number, y: number): Cut => {
    const drop = y - farRidge(x);
    const lean = noise.at(x / 70, y / 150);
    const lit = farRidge(x + 26) - farRidge(x - 26);
    return {
      tone: clamp(0.46 - lit / 95 + 0.5 * lean + drop / 900, 0.08, 0.9),
      phase: (x + drop * 0.55 * Math.sign(lit + 0.1) + 40 * lean) / 15,
    };
  };

  const forest = (x: number, y: number): Cut => {
    const row = Math.floor((y - nearRidge(x)) / 58);
    const spread = 62;
    const u = fraction(x / spread + row * 0.5 + 0.3 * noise.at(row * 3.1, x / 400)) - 0.5;
    const v = fraction((y - nearRidge(x)) / 58);
    const branch = 0.3 * Math.abs(fraction(v * 4) - 0.5);
    const crown = v * 0.52 + branch - Math.abs(u);
    const side = smoothstep(-0.12, 0.2, u);
    return { tone: crown > 0 ? 0.3 + 0.62 * (1 - side) : 0.86, phase: (Math.abs(u) * 62 + v * 70) / 9 };
  };

  const field = (x: number, y: number): Cut => {
    const depth = (y - valley(x) + 30) / 400;
    const fold = noise.fbm(x / 380 + 2, y / 200, 2);
    // Furrows meet far away to the right.
    const furrow = ((x - 1050 + 260 * fold) / (0.12 + depth)) * 0.011;
    const furrowTone = 0.42 + 0.34 * Math.sin(furrow * 2 * Math.PI * 0.5) + 0.55 * fold;
    return { tone: clamp(furrowTone, 0.06, 0.97), phase: furrow * 2.5 + (depth * 5) / (1 + depth) };
  };

  const cutAt = (x: number, y: number): Cut => {
    if (y > valley(x)) return field(x, y);
    if (y > nearRidge(x) - 30 * (0.5 - Math.abs(fraction(x / 62) - 0.5))) return forest(x, y);
    return y > farRidge(x) ? mountain(x, y) : sky(x, y);
  };
  const outline = (x: number, y: number): boolean =>
    Math.abs(y - farRidge(x)) < 4 ||
    Math.abs(y - valley(x)) < 5 ||
    Math.abs(Math.hypot(x - sun.x, y - sun.y) - sun.radius - 5) < 5;

  return new Picture(size, size, (column, row) => {
    const x = column + 3 * noise.at(column / 34, row / 34);
    const y = row + 3 * noise.at(column / 34 + 9, row / 34);
    const { tone, phase } = cutAt(x, y);
    // A gouge sinks in and lifts out: the line's width changes along its length.
    const wander = 0.13 * noise.at(x / 26, y / 26) + 0.2 * noise.at(phase * 0.9 + 11, (x + y) / 120);
    const wave = Math.abs(fraction(phase) - 0.5) * 2;
    const grain = noise.fbm(column / 260, row / 5, 3);
    const margin =
      clamp(tone) * 1.16 - 0.06 + wander * smoothstep(0, 0.15, tone) * smoothstep(1, 0.85, tone) - wave;
    const inked = outline(x, y) ? 1 : smoothstep(-0.06, 0.06, margin);
    const starved = smoothstep(0.34, 0.62, grain + 0.35 * noise.at(column / 3, row / 3));
    const black = mix(ink, paper, 0.5 * starved + 0.06 * grain);
    const fibre = 0.045 * noise.fbm(column / 40, row / 14, 4) + 0.02 * noise.at(column / 2, row / 2);
    const sheet: Colour = [paper[0] + fibre, paper[1] + fibre, paper[2] + fibre * 1.4];
    return mix(sheet, black, inked);
  });
}
