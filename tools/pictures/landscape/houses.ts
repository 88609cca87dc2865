import { type Colour, mix, scale } from '../colour';
import { clamp, fraction, hash, smoothstep } from '../maths';
import { Noise } from '../noise';
import { type Body, type Hit, type Vector, along, crossSphere } from './ray';

const noise = new Noise(31);

export interface HousePlan {
  readonly x: number;
  readonly z: number;
  readonly width: number;
  readonly depth: number;
  readonly eaves: number;
  readonly ridge: number;
  /** Radians about the vertical. */
  readonly turn: number;
  /** Whether the gable looks at the lake. */
  readonly gabled: boolean;
  readonly timbered: boolean;
  /** A tower has a pointed roof, a clock and few windows. */
  readonly tower?: boolean;
  readonly wall: Colour;
  readonly roof: Colour;
  readonly shutter: Colour;
  readonly seed: number;
}

interface Face {
  readonly normal: Vector;
  readonly offset: number;
}

type Material = (local: Vector, normal: Vector) => Colour;

interface Solid {
  readonly faces: readonly Face[];
  readonly material: Material;
}

const base = 1.35;

function box(low: Vector, high: Vector): Face[] {
  return [
    { normal: [1, 0, 0], offset: high[0] },
    { normal: [-1, 0, 0], offset: -low[0] },
    { normal: [0, 1, 0], offset: high[1] },
    { normal: [0, -1, 0], offset: -low[1] },
    { normal: [0, 0, 1], offset: high[2] },
    { normal: [0, 0, -1], offset: -low[2] },
  ];
}

/** A prism with its ridge along z (`gabled`) or x, overhanging the eaves. */
function roofFaces(plan: HousePlan): Face[] {
  const half = (plan.gabled ? plan.width : plan.depth) / 2;
  const reach = (plan.gabled ? plan.depth : plan.width) / 2 + 0.12;
  const rise = plan.ridge - plan.eaves;
  const size = Math.hypot(rise, half);
  const [across, up] = [rise / size, half / size];
  const top = up * plan.ridge;
  const bottom: Face = { normal: [0, -1, 0], offset: -(plan.eaves - 0.35) };
  if (plan.tower) {
    const slopes: Vector[] = [[across, up, 0], [-across, up, 0], [0, up, across], [0, up, -across]]; // prettier-ignore
    return [...slopes.map((normal) => ({ normal, offset: top })), bottom];
  }
  const sides: Vector[] = plan.gabled
    ? [[across, up, 0], [-across, up, 0], [0, 0, 1], [0, 0, -1]] // prettier-ignore
    : [[0, up, across], [0, up, -across], [1, 0, 0], [-1, 0, 0]]; // prettier-ignore
  return [
    ...sides.map((normal, i) => ({ normal, offset: i < 2 ? top : reach })),
    { normal: [0, -1, 0], offset: -(plan.eaves - 0.35) },
  ];
}

const brick: Material = (place) => scale([0.3, 0.12, 0.07], 0.7 + 0.5 * fraction(place[1] * 4));

export class House implements Body {
  private readonly solids: readonly Solid[];
  private readonly centre: Vector;
  private readonly radius: number;
  private readonly cos: number;
  private readonly sin: number;

  constructor(private readonly plan: HousePlan) {
    const { width, depth, eaves, ridge, seed } = plan;
    this.cos = Math.cos(plan.turn);
    this.sin = Math.sin(plan.turn);
    this.centre = [plan.x, base + ridge / 2, plan.z];
    this.radius = Math.hypot(width / 2 + 1, depth / 2 + 1, ridge / 2 + 1.5);
    const chimneyX = (hash(seed, 1) - 0.5) * width * 0.5;
    const chimney: Face[] = box([chimneyX - 0.35, eaves, -0.4], [chimneyX + 0.35, ridge + 0.9, 0.4]);
    this.solids = [
      { faces: box([-width / 2, -2, -depth / 2], [width / 2, eaves, depth / 2]), material: this.wallColour },
      { faces: roofFaces(plan), material: this.roofColour },
      { faces: chimney, material: brick },
    ].slice(0, plan.tower ? 2 : 3);
  }

  meet(from: Vector, direction: Vector, limit: number): Hit | undefined {
    const reach = crossSphere(from, direction, this.centre, this.radius);
    if (reach === undefined || reach[0] > limit) return undefined;
    const origin = this.toLocal([from[0] - this.plan.x, from[1] - base, from[2] - this.plan.z]);
    const heading = this.toLocal(direction);
    let nearest = limit;
    let hit: Hit | undefined;
    for (const { faces, material } of this.solids) {
      const entry = enter(faces, origin, heading);
      if (entry === undefined || entry.distance >= nearest) continue;
      nearest = entry.distance;
      const [nx, ny, nz] = entry.face.normal;
      const place = along(origin, heading, nearest);
      hit = {
        distance: nearest,
        normal: [nx * this.cos + nz * this.sin, ny, -nx * this.sin + nz * this.cos],
        albedo: material(place, entry.face.normal),
        openness: clamp(0.55 + place[1] * 0.06),
        translucence: 0,
      };
    }
    return hit;
  }

  shades(from: Vector, direction: Vector): boolean {
    if (crossSphere(from, direction, this.centre, this.radius) === undefined) return false;
    const origin = this.toLocal([from[0] - this.plan.x, from[1] - base, from[2] - this.plan.z]);
    const heading = this.toLocal(direction);
    return this.solids.some(({ faces }) => enter(faces, origin, heading) !== undefined);
  }

  private toLocal([x, y, z]: Vector): Vector {
    return [x * this.cos - z * this.sin, y, x * this.sin + z * this.cos];
  }

  private readonly roofColour: Material = (place, normal) => {
    const { plan } = this;
    if (normal[1] < 0.1) return this.wallColour(place, normal);
    const run = Math.abs(normal[0]) > Math.abs(normal[2]) ? place[2] : place[0];
    const row = Math.floor(place[1] / 0.26);
    const tile = hash(Math.floor(run / 0.3 + (row & 1) * 0.5), row, plan.seed);
    const weather = noise.fbm(run * 0.5 + plan.seed, place[1] * 0.8, 3);
    const lip = 0.62 + 0.38 * smoothstep(0, 0.35, fraction(place[1] / 0.26));
    const aged = mix(plan.roof, [0.1, 0.09, 0.05], clamp(0.25 + 0.7 * weather));
    return scale(aged, lip * (0.68 + 0.64 * tile));
  };

  private readonly wallColour: Material = (place, normal) => {
    const { plan } = this;
    const front = Math.abs(normal[2]) > 0.5;
    const run = front ? place[0] : place[2];
    const length = front ? plan.width : plan.depth;
    const y = place[1];
    const stain =
      noise.fbm(run * 0.9 + plan.seed * 3, y * 0.35, 3) + 0.5 * noise.at(run * 7, y * 7 + plan.seed);
    let colour = scale(plan.wall, 0.95 + 0.22 * stain - 0.2 * smoothstep(1.2, 0, y));
    if (y < 0.7) colour = scale([0.26, 0.23, 0.2], 0.8 + 0.4 * stain);
    if (plan.tower) return this.towerColour(run, y, colour);
    const storey = 2.7;
    const floor = Math.floor(y / storey);
    const columns = Math.max(2, Math.round(length / 2.1));
    const spacing = length / columns;
    const u = run + length / 2;
    const column = Math.floor(u / spacing);
    const dx = Math.abs(fraction(u / spacing) - 0.5) * spacing;
    const dy = fraction(y / storey) * storey;
    if (plan.timbered && y > storey && this.onBeam(fraction(u / spacing) * spacing, spacing, dy)) {
      colour = scale([0.11, 0.06, 0.035], 0.8 + 0.5 * stain);
    }
    // Under a gable there is room for windows only well inside the slope.
    const slope = ((plan.ridge - y) / (plan.ridge - plan.eaves)) * (length / 2) - 1.1;
    if (y > plan.eaves - 0.6 && (!front || Math.abs((column + 0.5) * spacing - length / 2) > slope))
      return colour;
    if (floor === 0 && column === plan.seed % columns && front) {
      return dx < 0.55 && dy < 2.15 ? mix(plan.shutter, [0.05, 0.03, 0.02], dx < 0.45 ? 0.45 : 0) : colour;
    }
    const up = dy - 0.85;
    if (up > -0.16 && up < 0 && dx < 0.62) return [0.42, 0.38, 0.33];
    if (up < 0 || up > 1.4) return colour;
    if (dx < 0.46) return this.windowColour(dx, up, column, floor);
    return dx < 0.86 && dx > 0.5 ? scale(plan.shutter, 0.75 + 0.35 * fraction(up * 9)) : colour;
  };

  private towerColour(run: number, y: number, wall: Colour): Colour {
    const below = this.plan.eaves - 1.7 - y;
    const ring = Math.hypot(run, below);
    if (ring < 1.15)
      return ring > 0.95 || Math.abs(run) + Math.abs(below) < 0.25 ? [0.1, 0.08, 0.06] : [0.7, 0.66, 0.55];
    const corner = Math.abs(run) > this.plan.width / 2 - 0.45;
    if (corner) return scale([0.34, 0.27, 0.22], 0.75 + 0.5 * hash(Math.floor(y / 0.55), 3, this.plan.seed));
    const arch =
      Math.abs(Math.abs(run) - 0.7) < 0.4 && below > 2 && below < 4 - Math.abs(Math.abs(run) - 0.7);
    return arch ? [0.03, 0.03, 0.04] : wall;
  }

  private onBeam(u: number, spacing: number, dy: number): boolean {
    const edge = Math.min(u, spacing - u);
    const brace = Math.abs(edge - dy * 0.42) < 0.09 && dy < 1.1;
    return dy < 0.2 || edge < 0.1 || brace;
  }

  private windowColour(dx: number, up: number, column: number, floor: number): Colour {
    const framed = dx > 0.38 || up < 0.08 || up > 1.32 || dx < 0.035 || Math.abs(up - 0.9) < 0.035;
    if (framed) return [0.62, 0.6, 0.55];
    const pane = hash(column, floor, this.plan.seed);
    if (pane > 0.86) return [0.75, 0.42, 0.12];
    return mix([0.02, 0.03, 0.045], [0.2, 0.27, 0.36], clamp(up * 0.45 + pane * 0.4 - 0.1));
  }
}

/** Where a ray enters the convex solid bounded by `faces`. */
function enter(
  faces: readonly Face[],
  from: Vector,
  direction: Vector,
): { distance: number; face: Face } | undefined {
  let entry = 1e-3;
  let exit = Infinity;
  let face: Face | undefined;
  for (const candidate of faces) {
    const { normal, offset } = candidate;
    const speed = normal[0] * direction[0] + normal[1] * direction[1] + normal[2] * direction[2];
    const gap = offset - (normal[0] * from[0] + normal[1] * from[1] + normal[2] * from[2]);
    if (speed === 0) {
      if (gap < 0) return undefined;
    } else if (speed < 0) {
      if (gap / speed > entry) {
        entry = gap / speed;
        face = candidate;
      }
    } else exit = Math.min(exit, gap / speed);
    if (entry > exit) return undefined;
  }
  return face && { distance: entry, face };
}
