import { type Colour, mix, scale } from '../colour';
import { clamp } from '../maths';
import { Noise } from '../noise';
import { Random } from '../random';
import { type Body, type Hit, type Vector, along, crossSphere, dot, unit } from './ray';

const noise = new Noise(43);

export interface TreePlan {
  readonly foot: Vector;
  readonly height: number;
  /** Half of the crown's width. */
  readonly spread: number;
  readonly leaf: Colour;
  readonly seed: number;
  /** Tufts of leaves in the crown. */
  readonly tufts?: number;
  /** Leaves a metre: coarser for trees far away. */
  readonly fineness?: number;
}

interface Tuft {
  readonly centre: Vector;
  readonly radius: number;
  readonly tint: number;
}

/** A trunk and a crown of ragged tufts of leaves. */
export class Tree implements Body {
  private readonly tufts: readonly Tuft[];
  private readonly crown: Vector;
  /** The larger, the fewer leaves. */
  private readonly gaps: number;
  private readonly middle: Vector;
  private readonly height: number;
  private readonly radius: number;

  constructor(private readonly plan: TreePlan) {
    const { foot, height, spread } = plan;
    const random = new Random(plan.seed);
    const rise = height * 0.36;
    this.crown = [foot[0], foot[1] + height - rise, foot[2]];
    this.gaps = (plan.fineness ?? 3) * 0.055 - 0.26;
    this.middle = [foot[0], foot[1] + height / 2, foot[2]];
    this.height = Math.max(height * 0.62, spread * 1.6);
    this.radius = Math.max(spread, rise) * 1.3;
    this.tufts = Array.from({ length: plan.tufts ?? 46 }, () => {
      const out = unit([random.normal(), random.normal() + 0.15, random.normal()]);
      const depth = random.range(0.45, 0.95);
      return {
        centre: along(this.crown, [out[0] * spread, out[1] * rise, out[2] * spread], depth),
        radius: spread * random.range(0.2, 0.36) * Math.sqrt(46 / (plan.tufts ?? 46)) ** 0.8,
        tint: random.range(-1, 1),
      };
    });
  }

  meet(from: Vector, direction: Vector, limit: number): Hit | undefined {
    if (crossSphere(from, direction, this.middle, this.height) === undefined) return undefined;
    const trunk = this.meetTrunk(from, direction, limit);
    const reach = crossSphere(from, direction, this.crown, this.radius);
    if (reach === undefined || reach[0] > limit) return trunk;
    let nearest = trunk?.distance ?? limit;
    let found: Tuft | undefined;
    for (const tuft of this.tufts) {
      const crossing = crossSphere(from, direction, tuft.centre, tuft.radius);
      if (crossing === undefined || crossing[0] >= nearest) continue;
      // A ray that finds a gap between the leaves may still meet one further inside the tuft.
      for (let depth = 0; depth < 1; depth += 0.24) {
        const distance = crossing[0] + (crossing[1] - crossing[0]) * depth;
        if (distance < 0.01 || distance >= nearest) continue;
        if (!this.leafAt(along(from, direction, distance))) continue;
        nearest = distance;
        found = tuft;
        break;
      }
    }
    return found ? this.leafHit(along(from, direction, nearest), nearest, found) : trunk;
  }

  shades(from: Vector, direction: Vector): boolean {
    return this.meet(from, direction, 100) !== undefined;
  }

  private leafAt([x, y, z]: Vector): boolean {
    const fine = this.plan.fineness ?? 3;
    return (
      noise.at3(x * fine, y * fine, z * fine) + 0.5 * noise.at3(x * fine * 2.3, z * fine * 2.3, y * fine) >
      this.gaps
    );
  }

  private leafHit(place: Vector, distance: number, tuft: Tuft): Hit {
    const fine = (this.plan.fineness ?? 3) * 1.7;
    const [x, y, z] = place;
    const outward = unit([x - this.crown[0], y - this.crown[1], z - this.crown[2]]);
    const ruffle = noise.at3(x * fine, y * fine, z * fine);
    const normal = unit([
      (x - tuft.centre[0]) / tuft.radius + outward[0] * 0.7 + ruffle * 0.9,
      (y - tuft.centre[1]) / tuft.radius + outward[1] * 0.7 + noise.at3(z * fine, x * fine, y * fine) * 0.9,
      (z - tuft.centre[2]) / tuft.radius + outward[2] * 0.7 - ruffle * 0.5,
    ]);
    const reach = Math.hypot(x - this.crown[0], y - this.crown[1], z - this.crown[2]) / this.radius;
    const tinted = mix(this.plan.leaf, [0.3, 0.22, 0.03], clamp(0.18 + 0.2 * tuft.tint + 0.25 * ruffle));
    return {
      distance,
      normal,
      albedo: scale(tinted, 0.85 + 0.35 * ruffle),
      openness: clamp(0.1 + reach * 0.85 + outward[1] * 0.2),
      translucence: 0.35,
    };
  }

  private meetTrunk(from: Vector, direction: Vector, limit: number): Hit | undefined {
    const { foot, height } = this.plan;
    const thickness = 0.13 + height * 0.016;
    const dx = from[0] - foot[0];
    const dz = from[2] - foot[2];
    const a = direction[0] ** 2 + direction[2] ** 2;
    const b = dx * direction[0] + dz * direction[2];
    const root = b * b - a * (dx * dx + dz * dz - thickness * thickness);
    if (root <= 0) return undefined;
    const distance = (-b - Math.sqrt(root)) / a;
    if (distance < 0.01 || distance >= limit) return undefined;
    const [x, y, z] = along(from, direction, distance);
    if (y < foot[1] - 1 || y > foot[1] + height * 0.7) return undefined;
    const bark = noise.at3(x * 9, y * 2, z * 9);
    const normal = unit([x - foot[0] + bark * 0.05, 0, z - foot[2] + bark * 0.05]);
    return {
      distance,
      normal: dot(normal, direction) > 0 ? [-normal[0], 0, -normal[2]] : normal,
      albedo: scale([0.11, 0.08, 0.055], 0.8 + 0.6 * bark),
      openness: 0.5,
      translucence: 0,
    };
  }
}
