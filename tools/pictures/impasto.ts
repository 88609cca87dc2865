import { type Colour, mix } from './colour';
import { clamp, fraction, hash, lerp } from './maths';
import { Picture, Plane } from './picture';

export interface Stroke {
  /** The brush's path, points at most one pixel apart. */
  readonly path: readonly (readonly [x: number, y: number])[];
  /** Half of the brush's width in pixels. */
  readonly reach: number;
  readonly colour: Colour;
  /** A second pigment that was not fully mixed in and shows as streaks. */
  readonly streak: Colour;
  readonly seed: number;
}

/** Thick paint: every stroke leaves colour and relief; lit from the upper left at the end. */
export class Impasto {
  private readonly picture: Picture;
  private readonly relief: Plane;

  constructor(width: number, height: number, ground: (x: number, y: number) => Colour) {
    this.picture = new Picture(width, height, ground);
    this.relief = new Plane(width, height);
  }

  paint(stroke: Stroke): void {
    const { path, reach, seed } = stroke;
    const { width, height } = this.picture;
    const last = path.length - 1;
    const hairs = new Bristles(reach, last, seed);
    for (let i = 1; i < last; i++) {
      const [x, y] = path[i]!;
      const tangentX = path[i + 1]![0] - path[i - 1]![0];
      const tangentY = path[i + 1]![1] - path[i - 1]![1];
      const size = Math.hypot(tangentX, tangentY) || 1;
      const along = i / last;
      // Round where the brush lands, ragged where it lifts off.
      const landing = Math.sqrt(clamp((along * last) / reach));
      for (let across = -reach; across <= reach; across += 0.8) {
        const u = Math.abs(across / reach);
        const u2 = u * u;
        const u4 = u2 * u2;
        const hair = hairs.load(across, i);
        if (u > landing || along > 0.97 - 0.3 * hair * hair - 0.12 * u2) continue;
        const px = Math.round(x - (tangentY / size) * across);
        const py = Math.round(y + (tangentX / size) * across);
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const dryness = along > 0.6 ? (along - 0.6) * 0.7 : 0;
        const opacity = clamp((1.15 - u2 * u4) * (1.1 - dryness * 1.8 * hair), 0, 1);
        const streaked = mix(stroke.colour, stroke.streak, clamp((hair - 0.45) * 1.7));
        this.picture.blend(px, py, streaked, opacity);
        const ridge = 0.45 + 0.55 * hair + 0.5 * u4 - 0.9 * u4 * u4 * u2;
        const index = py * width + px;
        const before = this.relief.data[index]!;
        this.relief.data[index] = lerp(before, before * 0.3 + ridge * Math.min(3, reach * 0.3), opacity);
      }
    }
  }

  /** The finished canvas under raking light. */
  lit(strength: number): Picture {
    const relief = this.relief.blurred(1);
    this.picture.map((colour, x, y) => {
      const slopeX = relief.at(x + 1, y) - relief.at(x - 1, y);
      const slopeY = relief.at(x, y + 1) - relief.at(x, y - 1);
      const light = (slopeX * 0.6 + slopeY * 0.8) * strength;
      const shade = 1 + clamp(light, -0.45, 0.5);
      const gloss = clamp(light - 0.22, 0, 0.5) * 0.35;
      return [colour[0] * shade + gloss, colour[1] * shade + gloss, colour[2] * shade + gloss * 0.9];
    });
    return this.picture;
  }
}

/** How much paint each hair of a brush carries, 0..1, slowly changing along the stroke. */
class Bristles {
  private readonly loads: Float32Array;
  private readonly hairs: number;

  constructor(
    private readonly reach: number,
    length: number,
    seed: number,
  ) {
    this.hairs = Math.ceil(reach * 2 * 0.55) + 2;
    this.loads = Float32Array.from({ length: this.hairs * (Math.ceil(length / 40) + 2) }, (_, i) =>
      hash(i, 0, seed),
    );
  }

  load(across: number, along: number): number {
    const hair = (across + this.reach) * 0.55;
    const piece = along / 40;
    const index = Math.floor(piece) * this.hairs + Math.floor(hair);
    const { loads, hairs } = this;
    const near = lerp(loads[index]!, loads[index + 1]!, fraction(hair));
    const far = lerp(loads[index + hairs]!, loads[index + hairs + 1]!, fraction(hair));
    return lerp(near, far, fraction(piece));
  }
}
