import { type Colour, mix } from '../colour';
import { clamp, hash, lerp } from '../maths';
import { Noise } from '../noise';
import { Picture, Plane } from '../picture';
import { type Hit, type Vector, along, dot, unit } from './ray';
import { haze, sky, skylight, sun, sunlight } from './sky';
import { meetTerrain } from './terrain';
import { bodies } from './village';

const width = 768;
const height = 512;
const eye: Vector = [0, 7.2, -12];
/** Half of the picture's height at one metre from the eye. */
const aperture = 0.325;
const horizonRow = 0.46;
const samples = 4;
/** Pixels over which the sky's mask fades. */
const edge = 2;

const noise = new Noise(61);

/** A village by a lake in the late afternoon, ray traced: hills and mountains, houses, trees, their reflections. */
export function landscape(): Picture {
  return new Picture(width, height, (column, row) => {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const direction of raysThrough(column, row)) {
      const light = view(eye, direction);
      red += light[0];
      green += light[1];
      blue += light[2];
    }
    return develop([red / samples, green / samples, blue / samples], column, row);
  });
}

/** The landscape's sky as a mask: white where there is nothing but sky, with a soft edge. */
export function landscapeSky(): Picture {
  const isSky = (direction: Vector) => direction[1] >= 0 && !meet(eye, direction, 9000);
  const share = (column: number, row: number) => raysThrough(column, row).filter(isSky).length / samples;
  const mask = new Plane(width, height, share).blurred(edge);
  return new Picture(width, height, (column, row) => {
    const value = mask.at(column, row);
    return [value, value, value];
  });
}

/** Directions from the eye through places in the pixel. */
function raysThrough(column: number, row: number): Vector[] {
  return Array.from({ length: samples }, (_, sample) => {
    const x = column + ((sample & 1) + hash(column, row, sample)) / 2;
    const y = row + ((sample >> 1) + hash(row, column, sample + 9)) / 2;
    const right = ((x - width / 2) / height) * 2 * aperture;
    const up = (horizonRow - y / height) * 2 * aperture;
    return unit([right, up, 1]);
  });
}

/** The light that reaches `from` along the ray, water included. */
function view(from: Vector, direction: Vector): Colour {
  const toWater = direction[1] < 0 ? -from[1] / direction[1] : Infinity;
  const limit = Math.min(toWater, 9000);
  const hit = meet(from, direction, limit);
  if (hit) return lit(from, direction, hit);
  return Number.isFinite(toWater) ? water(from, direction, toWater) : sky(direction);
}

function meet(from: Vector, direction: Vector, limit: number): Hit | undefined {
  let nearest: Hit | undefined;
  for (const body of bodies) nearest = body.meet(from, direction, nearest?.distance ?? limit) ?? nearest;
  return meetTerrain(from, direction, nearest?.distance ?? limit) ?? nearest;
}

function lit(from: Vector, direction: Vector, hit: Hit): Colour {
  const place = along(from, direction, hit.distance);
  const outside = along(place, hit.normal, 0.04);
  const facing = dot(hit.normal, sun);
  const through = hit.translucence * clamp(-facing) * 0.8;
  let direct = Math.max(facing, through);
  if (direct > 0 && place[2] < 140 && bodies.some((body) => body.shades(outside, sun))) direct *= 0.08;
  const upward = 0.5 + 0.5 * hit.normal[1];
  const air = haze(direction);
  const veil = 1 - Math.exp(-Math.max(0, hit.distance - 60) / 2300);
  const channel = (c: 0 | 1 | 2): number => {
    const ambient = skylight[c] * lerp(0.35, 1, upward) * hit.openness;
    const bounce = sunlight[c] * 0.05 * (1 - upward) * hit.openness;
    const surface = hit.albedo[c] * (sunlight[c] * Math.max(0, direct) + ambient + bounce);
    return lerp(surface, air[c] * 0.78, veil);
  };
  return [channel(0), channel(1), channel(2)];
}

/** Light from the lake: what it mirrors, broken by ripples, and the green depth where one looks in steeply. */
function water(from: Vector, direction: Vector, distance: number): Colour {
  const place = along(from, direction, distance);
  const [x, , z] = place;
  const wind = clamp(0.5 + 0.9 * noise.fbm(x / 34 + 3, z / 11, 2));
  const strength = (0.012 + 0.05 * wind) / (1 + distance / 55);
  const tilt = (dx: number, dz: number): number =>
    noise.at(x * 0.55 + dx, z * 0.8 + dz) +
    0.7 * noise.at(x * 1.7 + dx, z * 2.3 - dz) +
    0.5 * noise.at(x * 4.1, z * 5.3 + dx + dz);
  const normal = unit([tilt(0, 0) * strength * 0.6, 1, tilt(31.7, 12.9) * strength * 1.5]);
  const facing = -dot(normal, direction);
  const mirrored = unit([
    direction[0] + 2 * facing * normal[0],
    Math.max(0.004, direction[1] + 2 * facing * normal[1]),
    direction[2] + 2 * facing * normal[2],
  ]);
  const surface: Vector = [x, 0.02, z];
  const hit = meet(surface, mirrored, 9000);
  const reflected = hit ? lit(surface, mirrored, hit) : sky(mirrored);
  const share = 0.05 + 0.9 * (1 - clamp(facing)) ** 3.2;
  const sunken = bodies.some((body) => body.shades(surface, sun)) ? 0.45 : 1;
  const depth: Colour = [0.03 * sunken, 0.075 * sunken, 0.07 * sunken];
  return mix(depth, reflected, clamp(share));
}

/** From light to print: a film-like curve (Narkowicz's fit of ACES), a slight vignette and grain. */
function develop(light: Colour, column: number, row: number): Colour {
  const edge = ((column / width - 0.5) ** 2 + (row / height - 0.5) ** 2) * 0.55;
  const grain = (hash(column, row, 77) - 0.5) * 0.022;
  const channel = (value: number): number => {
    const v = value * 0.78 * (1 - edge);
    const filmed = clamp((v * (2.51 * v + 0.03)) / (v * (2.43 * v + 0.59) + 0.14));
    return filmed ** (1 / 2.2) + grain;
  };
  return [channel(light[0]), channel(light[1]), channel(light[2])];
}
