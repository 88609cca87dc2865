import { type Colour, mix, scale } from '../colour';
import { Random } from '../random';
import { type Body, type Hit, type Vector, crossSphere } from './ray';

interface Blade {
  readonly x: number;
  readonly z: number;
  readonly height: number;
  readonly lean: number;
  readonly colour: Colour;
}

/** Tall grass at the water's edge: tapering, bent blades that face the eye. */
export class Reeds implements Body {
  private readonly blades: readonly Blade[];

  constructor(
    private readonly centre: Vector,
    private readonly radius: number,
    count: number,
    seed: number,
  ) {
    const random = new Random(seed);
    this.blades = Array.from({ length: count }, () => ({
      x: centre[0] + random.normal() * radius * 0.42,
      z: centre[2] + random.normal() * radius * 0.3,
      height: random.range(0.7, 2),
      lean: random.normal() * 0.3 + 0.12,
      colour: mix([0.07, 0.12, 0.02], [0.34, 0.27, 0.09], random.unit() ** 1.6),
    }));
  }

  meet(from: Vector, direction: Vector, limit: number): Hit | undefined {
    if (crossSphere(from, direction, this.centre, this.radius) === undefined) return undefined;
    let nearest = limit;
    let found: Blade | undefined;
    let rise = 0;
    for (const blade of this.blades) {
      const distance = (blade.z - from[2]) / direction[2];
      if (distance < 0.01 || distance >= nearest) continue;
      const up = (from[1] + direction[1] * distance - this.centre[1] + 0.9) / blade.height;
      if (up < 0 || up > 1) continue;
      const middle = blade.x + blade.lean * blade.height * up * up;
      if (Math.abs(from[0] + direction[0] * distance - middle) > 0.035 * (1 - up * up)) continue;
      nearest = distance;
      found = blade;
      rise = up;
    }
    return (
      found && {
        distance: nearest,
        normal: [-0.5, 0.6, -0.62],
        albedo: scale(found.colour, 0.3 + 0.7 * rise),
        openness: 0.2 + 0.8 * rise,
        translucence: 0.5,
      }
    );
  }

  shades(from: Vector, direction: Vector): boolean {
    return this.meet(from, direction, 20) !== undefined;
  }
}
