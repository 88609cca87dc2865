import { type Colour, mix, scale } from '../colour';
import { clamp, smoothstep } from '../maths';
import { Noise } from '../noise';
import { type Vector, dot, unit } from './ray';

/** Towards the sun: late afternoon, over the left shoulder. */
export const sun: Vector = unit([-0.8, 0.4, -0.34]);
export const sunlight: Colour = [3.5, 2.55, 1.55];
export const skylight: Colour = [0.4, 0.56, 0.86];

const zenith: Colour = [0.06, 0.19, 0.5];
const middle: Colour = [0.25, 0.48, 0.8];
const horizon: Colour = [0.98, 0.8, 0.6];
const shaded: Colour = [0.42, 0.44, 0.56];
const bright: Colour = [1.5, 1.27, 1.0];

const noise = new Noise(7);

/** Heaped clouds over the azimuth `a` and elevation `e`, both in units of about ten degrees. */
function density(a: number, e: number): number {
  const warp = 0.45 * noise.fbm(a * 0.9 + 3, e * 1.3, 2);
  let heaps = 0;
  let strength = 0.5;
  for (let octave = 0, f = 0.8; octave < 6; octave++, f *= 2.1, strength *= 0.56) {
    heaps +=
      strength * (0.75 - 1.6 * Math.abs(noise.at((a + warp) * f + octave * 7.1, e * f * 1.5 - octave * 3.3)));
  }
  const weather = 0.55 * noise.at(a * 0.42 + 6.1, e * 0.7 + 0.4) - 0.1 * Math.max(0, e - 2.2);
  return smoothstep(0.16, 0.62, heaps * 0.85 + weather);
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
  const a = Math.atan2(direction[0], direction[2]) * 5.7;
  const e = rise * 5.7;
  const thick = density(a, e);
  const veil =
    0.32 * smoothstep(0.05, 0.6, noise.fbm(a * 0.45 + 1, e * 2.6 + a * 0.3, 5)) * smoothstep(0, 1.2, e);
  // Less cloud between here and the sun means more light.
  const towards = density(a - 0.16, e + 0.13) * 0.7 + density(a - 0.34, e + 0.26) * 0.3;
  const lit = clamp(0.56 + 0.95 * (thick - towards) - 0.12 * thick);
  const cloud = mix(shaded, scale(bright, 0.85 + 0.3 * towardsSun), lit);
  const fading = mix(cloud, clear, Math.exp(-rise * 13) * 0.9);
  return mix(mix(clear, bright, veil), fading, clamp(thick * 1.3) * 0.97);
}
