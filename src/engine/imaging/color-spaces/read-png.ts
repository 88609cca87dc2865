import { colorSpaceOf, power, srgbGamut, type ColorSpace, type Gamut } from './color-space';

/**
 * What the chunks of a PNG say of its colours, the first of these that there is: code points (cICP), an ICC profile, sRGB,
 * a gamma (PNG specification, third edition, section 4.3). What programs wrote who meant sRGB is left alone.
 *
 * @returns undefined for sRGB, and for a profile: that is for others to apply
 */
export function readPngColorSpace(bytes: Buffer, hasProfile: boolean): ColorSpace | undefined {
  const chunks = chunksBeforePixels(bytes);
  const codePoints = chunks.get('cICP');
  if (codePoints?.length === 4) {
    const [primaries, transfer, , isFull] = codePoints;
    return colorSpaceOf({ primaries: primaries!, transfer: transfer!, isNarrow: isFull === 0 });
  }
  if (hasProfile || chunks.has('sRGB')) return undefined;
  const gamma = readGamma(chunks.get('gAMA'));
  if (gamma === undefined) return undefined;
  const gamut = readGamut(chunks.get('cHRM')) ?? srgbGamut;
  const isSrgb = gamut === srgbGamut && isNear(gamma, 1 / 2.2, gammaTolerance);
  return isSrgb ? undefined : { gamut, transfer: power(1 / gamma), isNarrow: false };
}

/** libpng's own (PNG_GAMMA_THRESHOLD). */
const gammaTolerance = 0.05;

const isNear = (value: number, expected: number, tolerance: number) =>
  Math.abs(value / expected - 1) <= tolerance;

/** Real files have a dozen; libpng's own limit. A file can hold millions that are empty. */
const mostChunks = 1000;

/** The first chunk of each kind before the pixels, by its name. */
function chunksBeforePixels(bytes: Buffer): Map<string, Buffer> {
  const chunks = new Map<string, Buffer>();
  for (let at = 8, count = 0; at + 12 <= bytes.length && count < mostChunks; count++) {
    const length = bytes.readUInt32BE(at);
    const name = bytes.toString('latin1', at + 4, at + 8);
    if (name === 'IDAT') break;
    if (!chunks.has(name)) chunks.set(name, bytes.subarray(at + 8, at + 8 + length));
    at += 12 + length;
  }
  return chunks;
}

/** The exponent that made the samples of the light: 0.45455 for usual screens. */
function readGamma(chunk: Buffer | undefined): number | undefined {
  const gamma = chunk?.length === 4 ? chunk.readUInt32BE(0) / 100_000 : 0;
  return gamma > 0.01 && gamma < 100 ? gamma : undefined;
}

/** Undefined for the gamut of sRGB, and for points that span none. */
function readGamut(chunk: Buffer | undefined): Gamut | undefined {
  if (chunk?.length !== 32) return undefined;
  const point = (at: number) =>
    [chunk.readUInt32BE(at) / 100_000, chunk.readUInt32BE(at + 4) / 100_000] as const;
  const gamut: Gamut = { white: point(0), red: point(8), green: point(16), blue: point(24) };
  const keys = ['white', 'red', 'green', 'blue'] as const;
  const isSrgb = keys.every((key) =>
    gamut[key].every((value, axis) => Math.abs(value - srgbGamut[key][axis]!) < 0.002),
  );
  return isSrgb || !spansWhite(gamut) ? undefined : gamut;
}

/** Whether white is a mixture of the primaries, as it is in every gamut of a real screen. */
function spansWhite({ red, green, blue, white }: Gamut): boolean {
  const side = ([ax, ay]: Gamut['red'], [bx, by]: Gamut['red']) =>
    (bx - ax) * (white[1] - ay) - (by - ay) * (white[0] - ax);
  const sides = [side(red, green), side(green, blue), side(blue, red)];
  return white[1] > 0 && (sides.every((value) => value > 1e-4) || sides.every((value) => value < -1e-4));
}
