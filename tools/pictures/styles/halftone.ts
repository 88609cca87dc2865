import { type Colour, hex, mix, multiply } from '../colour';
import { bell, clamp, fraction, hash, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture } from '../picture';

const size = 1280;

const paper = hex('#f4ead2');
const inks = [
  { colour: hex('#00a0dc'), angle: 0.26, pitch: 15, shift: [3, -2] },
  { colour: hex('#e8197d'), angle: 1.31, pitch: 15, shift: [-3, 2] },
  { colour: hex('#ffe100'), angle: 0.02, pitch: 13, shift: [1, 3] },
] as const;

const blast = { x: 700, y: 520 };

/** A comic page: a blast over a skyline in coarse dots of three inks, out of register, with black brush lines. */
export function halftone(): Picture {
  const noise = new Noise(1963);

  const spike = (angle: number, points: number, seed: number): number => {
    const sector = (angle / (2 * Math.PI)) * points + points;
    const ray = Math.floor(sector) % points;
    const across = Math.abs(fraction(sector) - 0.5) * 2;
    return (1 - across) ** 1.1 * (0.55 + 0.75 * hash(ray, seed)) + 0.02;
  };

  /** Distance-like measure of the blast's rings: 0 at the centre, 1 at the edge of the outermost. */
  const rings = (x: number, y: number): number[] => {
    const distance = Math.hypot(x - blast.x, (y - blast.y) * 1.08);
    const angle = Math.atan2(y - blast.y, x - blast.x) + Math.PI;
    return [
      distance / (150 + 120 * spike(angle + 0.2, 17, 1)),
      distance / (270 + 210 * spike(angle, 19, 2)),
      distance / (390 + 320 * spike(angle + 0.1, 15, 3)),
    ];
  };

  const puff = (x: number, y: number): number => {
    let nearest = 1e9;
    for (let k = 0; k < 26; k++) {
      const px = 1290 * hash(k, 11) + 20 * Math.sin(k);
      const py = 930 + 210 * hash(k, 12) - 160 * bell(px, 200, 240);
      nearest = Math.min(nearest, Math.hypot(x - px, y - py) - 66 - 80 * hash(k, 13));
    }
    return nearest;
  };

  const roofline = (x: number): number =>
    880 - 330 * hash(Math.floor(x / 92), 21) * (0.5 + 0.5 * hash(Math.floor(x / 92), 22));

  /** The drawing before it is screened, and whether it is black line. */
  const design = (x: number, y: number): { colour: Colour; line: boolean } => {
    const smoke = puff(x, y);
    if (smoke < 0) {
      const light = clamp(0.75 - (y - 820) / 520 + 0.35 * noise.fbm(x / 90, y / 90, 2));
      return { colour: mix(hex('#6d3f9a'), hex('#ffd7e4'), light), line: smoke > -7 };
    }
    const [inner, middle, outer] = rings(x, y) as [number, number, number];
    const lineAt = (ring: number, width: number): boolean => Math.abs(ring - 1) < width;
    const line = lineAt(inner, 0.018) || lineAt(middle, 0.016) || lineAt(outer, 0.013);
    if (inner < 1) return { colour: mix(hex('#ffffff'), hex('#fff27a'), inner), line };
    if (middle < 1) return { colour: mix(hex('#ffe11a'), hex('#ff9a1a'), smoothstep(0.45, 1, middle)), line };
    if (outer < 1) return { colour: mix(hex('#ff6a2a'), hex('#d8123f'), smoothstep(0.55, 1, outer)), line };
    if (y > roofline(x)) {
      const edge = Math.min(fraction(x / 92), 1 - fraction(x / 92)) * 92;
      const window =
        fraction(x / 23) > 0.35 &&
        fraction(y / 34) > 0.4 &&
        hash(Math.floor(x / 23), Math.floor(y / 34), 2) > 0.45;
      const wall = mix(hex('#2c5aa8'), hex('#8fb8e8'), hash(Math.floor(x / 92), 30));
      return { colour: window ? hex('#fff08a') : wall, line: edge < 4 || y < roofline(x) + 6 };
    }
    const angle = Math.atan2(y - blast.y, x - blast.x) / (2 * Math.PI);
    const speed =
      Math.abs(fraction(angle * 74) - 0.5) * 2 <
      0.3 * hash(Math.floor(angle * 74), 8) * smoothstep(1.1, 1.9, outer);
    const day = mix(
      hex('#7fd4f2'),
      hex('#1c5fc4'),
      clamp((outer - 1) / 1.3 + 0.25 * noise.fbm(x / 180, y / 180, 3)),
    );
    return { colour: day, line: speed };
  };

  const dots: Record<0 | 1 | 2, Record<number, number>> = [{}, {}, {}];
  const screen = (x: number, y: number, ink: (typeof inks)[number], channel: 0 | 1 | 2): number => {
    const sx = x + ink.shift[0];
    const sy = y + ink.shift[1];
    const u = (sx * Math.cos(ink.angle) + sy * Math.sin(ink.angle)) / ink.pitch;
    const v = (sy * Math.cos(ink.angle) - sx * Math.sin(ink.angle)) / ink.pitch;
    // Every dot takes its size from the drawing at its own centre, so that dots stay round.
    const cu = Math.floor(u) + 0.5;
    const cv = Math.floor(v) + 0.5;
    const centreX = (cu * Math.cos(ink.angle) - cv * Math.sin(ink.angle)) * ink.pitch - ink.shift[0];
    const centreY = (cu * Math.sin(ink.angle) + cv * Math.cos(ink.angle)) * ink.pitch - ink.shift[1];
    const cell = (Math.floor(v) + 512) * 1024 + Math.floor(u) + 512;
    const radius = (dots[channel][cell] ??=
      Math.sqrt(1 - clamp(design(centreX, centreY).colour[channel]) ** 1.15) * 0.74);
    return smoothstep(
      radius + 0.05,
      radius - 0.05,
      Math.hypot(u - cu, v - cv) + 0.03 * noise.at(x / 5, y / 5),
    );
  };

  return new Picture(size, size, (x, y) => {
    const fibre = 0.03 * noise.fbm(x / 30, y / 30, 3) + 0.025 * noise.at(x / 2.5, y / 2.5);
    let colour: Colour = [paper[0] + fibre, paper[1] + fibre, paper[2] + fibre];
    inks.forEach((ink, index) => {
      const worn = 0.93 - 0.12 * clamp(noise.at(x / 3 + index * 40, y / 3));
      const cover = screen(x, y, ink, index as 0 | 1 | 2) * worn;
      colour = multiply(colour, mix([1, 1, 1], ink.colour, cover));
    });
    const hand = 3 * noise.at(x / 30, y / 30);
    return design(x + hand, y + hand).line ? mix(colour, [0.08, 0.07, 0.09], 0.95) : colour;
  });
}
