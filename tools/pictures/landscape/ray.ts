import type { Colour } from '../colour';

/** Metres; x to the right, y up, z away from the eye. */
export type Vector = readonly [x: number, y: number, z: number];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export function unit(v: Vector): Vector {
  const size = Math.hypot(v[0], v[1], v[2]);
  return [v[0] / size, v[1] / size, v[2] / size];
}

export const along = (from: Vector, direction: Vector, distance: number): Vector => [
  from[0] + direction[0] * distance,
  from[1] + direction[1] * distance,
  from[2] + direction[2] * distance,
];

/** What a ray meets first. */
export interface Hit {
  readonly distance: number;
  readonly normal: Vector;
  /** Share of the light that the surface gives back, linear RGB. */
  readonly albedo: Colour;
  /** Share of the sky's light that reaches the place, 0..1. */
  readonly openness: number;
  /** Light shining through from behind, as in leaves, 0..1. */
  readonly translucence: number;
}

/** A thing that rays can meet. */
export interface Body {
  /** The nearest hit closer than `limit` metres. */
  meet(from: Vector, direction: Vector, limit: number): Hit | undefined;
  /** Whether the body casts a shadow on `from`, with the sun in `direction`. */
  shades(from: Vector, direction: Vector): boolean;
}

/** Entry and exit distance of a ray through a sphere, or undefined when it passes by. */
export function crossSphere(
  from: Vector,
  direction: Vector,
  centre: Vector,
  radius: number,
): readonly [number, number] | undefined {
  const x = centre[0] - from[0];
  const y = centre[1] - from[1];
  const z = centre[2] - from[2];
  const middle = x * direction[0] + y * direction[1] + z * direction[2];
  const half = middle * middle - (x * x + y * y + z * z) + radius * radius;
  if (half <= 0) return undefined;
  const root = Math.sqrt(half);
  return middle + root > 0 ? [middle - root, middle + root] : undefined;
}
