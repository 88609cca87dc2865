import { clamp, lerp } from './maths';
import type { Random } from './random';

/** RGB, 0..1 each; whether linear or sRGB is up to the picture. */
export type Colour = readonly [red: number, green: number, blue: number];

export function hex(code: string): Colour {
  const value = Number.parseInt(code.replace('#', ''), 16);
  return [(value >> 16) / 255, ((value >> 8) & 255) / 255, (value & 255) / 255];
}

export const palette = (...codes: string[]): Colour[] => codes.map(hex);

export const mix = (from: Colour, to: Colour, t: number): Colour => [
  lerp(from[0], to[0], t),
  lerp(from[1], to[1], t),
  lerp(from[2], to[2], t),
];

export const scale = (colour: Colour, by: number): Colour => [colour[0] * by, colour[1] * by, colour[2] * by];

/** Glazing: the light that passes through both. */
export const multiply = (a: Colour, b: Colour): Colour => [a[0] * b[0], a[1] * b[1], a[2] * b[2]];

/** The colour at `t` in 0..1 along evenly spaced `stops`. */
export function ramp(stops: readonly Colour[], t: number): Colour {
  const position = clamp(t) * (stops.length - 1);
  const index = Math.min(Math.floor(position), stops.length - 2);
  return mix(stops[index]!, stops[index + 1]!, position - index);
}

/** The colour a hand would mix when it aims at `colour`: a little lighter or darker, warmer or cooler. */
export function jitter(colour: Colour, random: Random, amount: number): Colour {
  const light = random.normal() * amount;
  const warmth = random.normal() * amount * 0.5;
  return [
    clamp(colour[0] + light + warmth),
    clamp(colour[1] + light + random.normal() * amount * 0.25),
    clamp(colour[2] + light - warmth),
  ];
}
