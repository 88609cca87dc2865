import { type Colour, mix } from '../colour';
import { clamp, fraction, smoothstep } from '../maths';
import { Noise } from '../noise';
import { Picture, Plane } from '../picture';

const size = 1280;

const ink: Colour = [0.13, 0.095, 0.075];
const paper: Colour = [0.925, 0.875, 0.765];
const shell = { x: 575, y: 610, scale: 470 };

/** An ammonite on folded cloth, engraved: swelling lines along the form, crossed in the shadows, stippled in the lights. */
export function engraving(): Picture {
  const noise = new Noise(1514);

  /** Where a point lies on the shell's spiral tube: `turn` winds up along it, `across` is -1..1; undefined outside. */
  const onShell = (x: number, y: number): { turn: number; across: number; girth: number } | undefined => {
    const distance = Math.hypot(x - shell.x, y - shell.y) / shell.scale;
    const angle = Math.atan2(y - shell.y, x - shell.x) / (2 * Math.PI) + 0.1;
    if (distance < 0.012) return undefined;
    const growth = 2.05;
    const winding = Math.log(distance) / Math.log(growth) - angle;
    const coil = Math.floor(winding);
    const turn = coil + angle;
    // The mouth of the shell: the last coil ends.
    if (turn > -0.38) return undefined;
    const t = winding - coil;
    const across = ((growth ** t - 1) / (growth - 1)) * 2 - 1;
    return { turn, across, girth: shell.scale * growth ** turn * (growth - 1) * 0.5 };
  };

  const folds = (x: number, y: number): number => {
    const bend = noise.fbm(x / 520, y / 520, 2);
    const sweep = (x * 0.55 + y * 0.83) / 175 + 3.4 * bend;
    return (
      46 *
      (Math.abs(noise.at(sweep, (x * 0.83 - y * 0.55) / 900)) * 2.1 + 0.55 * noise.fbm(x / 210, y / 300, 2))
    );
  };

  const heights = new Plane(size, size, (x, y) => {
    const place = onShell(x, y);
    if (!place) return folds(x, y);
    const { turn, across, girth } = place;
    const ribs = Math.sin(turn * 2 * Math.PI * 8.5 + across * across * 1.1);
    const tube = Math.sqrt(clamp(1 - across * across * 0.93));
    return 75 + girth * tube * 0.95 + girth * 0.11 * ribs * smoothstep(1, 0.5, Math.abs(across));
  }).blurred(1.5);

  const softened = heights.blurred(26);
  const light = [-0.5, -0.55, 0.67] as const;
  const toneAt = (x: number, y: number): number => {
    const slopeX = (heights.at(x + 2, y) - heights.at(x - 2, y)) / 4;
    const slopeY = (heights.at(x, y + 2) - heights.at(x, y - 2)) / 4;
    const lambert = (-slopeX * light[0] - slopeY * light[1] + light[2]) / Math.hypot(slopeX, slopeY, 1);
    const hollow = clamp((softened.at(x, y) - heights.at(x, y)) / 60, -0.3, 0.6);
    const cast = onShell(x, y)
      ? 0
      : 0.55 * smoothstep(20, 110, softened.at(x - 60, y - 66) - heights.at(x, y));
    return clamp(0.93 - lambert * 0.92 + hollow * 0.75 + cast + 0.04 * noise.fbm(x / 60, y / 60, 2));
  };

  /** Share of ink left by lines that are the contours of `phase` and swell with `tone`. */
  const hatch = (phase: number, tone: number, pitch: number): number => {
    const wave = Math.abs(fraction(phase) - 0.5) * 2;
    return smoothstep(-1.1 / pitch, 1.1 / pitch, tone - wave) * smoothstep(0.02, 0.1, tone);
  };

  return new Picture(size, size, (column, row) => {
    const x = column + 1.6 * noise.at(column / 40, row / 40);
    const y = row + 1.6 * noise.at(column / 40 + 70, row / 40);
    const tone = toneAt(x, y);
    const height = heights.at(x, y);
    const place = onShell(x, y);
    // Lines climb with the form, as if ruled on it.
    const main = place ? place.turn * 150 : (y * 0.8 - x * 0.35 + height * 0.95) / 9.5;
    const ringed =
      place && place.girth > 34
        ? place.across * Math.round(place.girth / 10)
        : (x + y * 0.2 - height * 0.6) / 9;
    const third = (x * 0.72 + y * 0.7) / 8.5;
    const grainPhase = place ? main * 0.5 + (place.turn > -2.2 ? place.across * 1.4 : 0) : main;
    let inked = hatch(grainPhase, tone * 0.95 - 0.08, 9);
    inked = Math.max(inked, hatch(ringed, tone * 1.05 - 0.42, 9));
    inked = Math.max(inked, hatch(third, tone * 1.15 - 0.68, 8));
    const fleck = Math.hypot(fraction(x / 9 + 0.5 * (Math.floor(y / 9) & 1)) - 0.5, fraction(y / 9) - 0.5);
    if (tone < 0.24) inked = Math.max(inked * 0.2, smoothstep(0.06, 0, fleck - tone * 0.62));
    if (place) inked = Math.max(inked, smoothstep(0.93, 0.975, Math.abs(place.across)) * (0.4 + tone));
    const worn = 1 - 0.25 * clamp(noise.fbm(column / 5, row / 5, 2) + 0.2);
    const fibre = 0.03 * noise.fbm(column / 90, row / 90, 4) + 0.022 * noise.at(column / 2.2, row / 2.2);
    const sheet: Colour = [paper[0] + fibre, paper[1] + fibre, paper[2] + fibre * 1.5];
    return mix(sheet, ink, inked * worn);
  });
}
