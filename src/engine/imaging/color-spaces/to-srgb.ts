import { encodedOf } from '../colors/srgb';
import {
  nitsOfPq,
  paperWhite,
  pqOfNits,
  srgbGamut,
  type Chromaticity,
  type ColorSpace,
  type Gamut,
} from './color-space';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * Converts colours to sRGB in place. What sRGB cannot show is clipped, as by the matrix profiles of ICC; highlights of HDR
 * are compressed until the brightest, of `peak`, are as bright as paper.
 *
 * @param data [3, H, W], 0..255, without white mixed in
 */
export function convertToSrgb(data: Float32Array, { gamut, transfer, isNarrow }: ColorSpace): void {
  const plane = data.length / 3;
  const matrix = gamut === srgbGamut ? undefined : toSrgbMatrix(gamut);
  const luminance = rgbToXyz(gamut)[1];
  const lights = lightTable(transfer.light, isNarrow);
  const lightOf = (i: number) => lights[Math.round(257 * data[i]!)]!;
  for (let i = 0; i < plane; i++) {
    let light: Triple = [lightOf(i), lightOf(plane + i), lightOf(2 * plane + i)];
    if (transfer.isOfScene) light = scaled(light, sceneToScreen(dot(luminance, light)));
    if (transfer.isHdr) light = scaled(light, compression(Math.max(...light)));
    if (matrix) light = times(matrix, light);
    data[i] = 255 * encodedOf(light[0]);
    data[plane + i] = 255 * encodedOf(light[1]);
    data[2 * plane + i] = 255 * encodedOf(light[2]);
  }
}

/** For the 65536 samples of 16 bits, those of 8 bits among them. */
function lightTable(light: (sample: number) => number, isNarrow: boolean): Float64Array {
  return Float64Array.from({ length: 65_536 }, (_, i) => {
    const sample = i / 65_535;
    return light(isNarrow ? Math.min(1, Math.max(0, (255 * sample - 16) / 219)) : sample);
  });
}

/** Light of the brightest part of an HDR picture in cd/m²: what a screen of the standard shows (ITU-R BT.2100). */
const peak = 1000;

/** What a screen makes of the light of a scene of this luminance: BT.2100, table 5, OOTF with the gamma of 1.2. */
const sceneToScreen = (luminance: number): number => (peak / paperWhite) * luminance ** 0.2;

// ITU-R BT.2390-10, section 5.4.1, with black at 0.
const pqOfPeak = pqOfNits(peak);
const highest = pqOfNits(paperWhite) / pqOfPeak;
const knee = 1.5 * highest - 0.5;

/** The factor that brings a colour with this largest component below the white of paper. Dark ones are left as they are. */
function compression(largest: number): number {
  const sample = Math.min(1, pqOfNits(largest * paperWhite) / pqOfPeak);
  if (sample <= knee) return 1;
  const t = (sample - knee) / (1 - knee);
  const spline =
    (2 * t ** 3 - 3 * t ** 2 + 1) * knee +
    (t ** 3 - 2 * t ** 2 + t) * (1 - knee) +
    (-2 * t ** 3 + 3 * t ** 2) * highest;
  return nitsOfPq(spline * pqOfPeak) / paperWhite / largest;
}

/** Light in one gamut to light in sRGB's, white becoming white. */
function toSrgbMatrix(gamut: Gamut): Matrix {
  const adaptation = whiteAdaptation(gamut.white, srgbGamut.white);
  return product(inverse(rgbToXyz(srgbGamut)), product(adaptation, rgbToXyz(gamut)));
}

/** SMPTE RP 177: columns are the primaries, scaled so that they add up to white. */
function rgbToXyz({ red, green, blue, white }: Gamut): Matrix {
  const primaries = transposed([xyz(red), xyz(green), xyz(blue)]);
  const [r, g, b] = times(inverse(primaries), scaled(xyz(white), 1 / white[1]));
  return product(primaries, [
    [r, 0, 0],
    [0, g, 0],
    [0, 0, b],
  ]);
}

/** Bradford's, as ICC profiles have it (ICC.1:2022, annex E). */
const bradford: Matrix = [
  [0.8951, 0.2664, -0.1614],
  [-0.7502, 1.7135, 0.0367],
  [0.0389, -0.0685, 1.0296],
];

function whiteAdaptation(from: Chromaticity, to: Chromaticity): Matrix {
  const cones = ([x, y]: Chromaticity) => times(bradford, scaled(xyz([x, y]), 1 / y));
  const [a, b] = [cones(from), cones(to)];
  const scale: Matrix = [
    [b[0] / a[0], 0, 0],
    [0, b[1] / a[1], 0],
    [0, 0, b[2] / a[2]],
  ];
  return product(inverse(bradford), product(scale, bradford));
}

/** With X + Y + Z = 1: primaries of H.273 may have y = 0. */
const xyz = ([x, y]: Chromaticity): Triple => [x, y, 1 - x - y];

const scaled = ([a, b, c]: Triple, factor: number): Triple => [factor * a, factor * b, factor * c];

const dot = (a: Triple, b: Triple): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

const times = ([a, b, c]: Matrix, vector: Triple): Triple => [dot(a, vector), dot(b, vector), dot(c, vector)];

const transposed = ([a, b, c]: Matrix): Matrix => [
  [a[0], b[0], c[0]],
  [a[1], b[1], c[1]],
  [a[2], b[2], c[2]],
];

function product(a: Matrix, b: Matrix): Matrix {
  const [x, y, z] = transposed(b);
  return transposed([times(a, x), times(a, y), times(a, z)]);
}

const cross = (a: Triple, b: Triple): Triple => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

function inverse([a, b, c]: Matrix): Matrix {
  const determinant = dot(a, cross(b, c));
  return transposed([
    scaled(cross(b, c), 1 / determinant),
    scaled(cross(c, a), 1 / determinant),
    scaled(cross(a, b), 1 / determinant),
  ]);
}
