import type { Colour } from '../colour';
import { mix, scale } from '../colour';
import { clamp, smoothstep } from '../maths';
import { Noise } from '../noise';
import type { Vector } from './ray';
import { dot, unit } from './ray';

/** Towards the sun: late afternoon, over the left shoulder. */
export const sun: Vector = unit([-0.78, 0.42, -0.34]);
export const sunlight: Colour = [3.5, 2.55, 1.55];
export const skylight: Colour = [0.4, 0.56, 0.86];

const zenith: Colour = [0.06, 0.19, 0.5];
const middle: Colour = [0.25, 0.48, 0.8];
const horizon: Colour = [0.98, 0.8, 0.6];
const shaded: Colour = [0.42, 0.44, 0.56];
const bright: Colour = [1.5, 1.27, 1.0];

const noise = new Noise(7);

function density(x: number, z: number): number {
  const warpX = noise.fbm(x * 0.6 + 3, z * 0.6, 2) * 0.5;
  const warpZ = noise.fbm(x * 0.6, z * 0.6 + 8, 2) * 0.5;
  const heaps = noise.fbm(x + warpX, z + warpZ, 6, 0.52);
  const weather = noise.at(x * 0.27 + 4.4, z * 0.27 + 1.3);
  return smoothstep(-0.02, 0.5, heaps + 0.3 * weather);
}

/** Colour of the haze that swallows distant things in this direction. */
export function haze(direction: Vector): Colour {
  const towardsSun = clamp(dot(direction, sun) * 0.5 + 0.5);
  return mix([0.5, 0.64, 0.86], [0.95, 0.78, 0.58], towardsSun * 0.75);
}

/** The light of the sky with its clouds, linear RGB. */
export function sky(direction: Vector): Colour {
  const rise = clamp(direction[1]);
  const towardsSun = clamp(dot(direction, sun) * 0.5 + 0.5);
  const blue = mix(middle, zenith, smoothstep(0.05, 0.55, rise));
  const clear = mix(blue, mix(haze(direction), horizon, 0.5), Math.exp(-rise * 7.5));
  const reach = 1 / (rise + 0.07);
  const x = direction[0] * reach * 0.62 + 1.7;
  const z = direction[2] * reach * 0.62;
  const thick = density(x, z);
  if (thick <= 0.002) return clear;
  // Less cloud between here and the sun means more light.
  const lit = clamp(0.52 + 1.5 * (thick - density(x + sun[0] * 0.16, z + sun[2] * 0.16)) - 0.25 * thick);
  const cloud = mix(shaded, scale(bright, 0.85 + 0.3 * towardsSun), lit);
  const fading = mix(cloud, clear, Math.exp(-rise * 9));
  return mix(clear, fading, clamp(thick * 1.25) * 0.96);
}
