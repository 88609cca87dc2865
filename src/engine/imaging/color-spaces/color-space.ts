/** A point of the CIE 1931 diagram. */
export type Chromaticity = readonly [x: number, y: number];

/** What full red, green and blue look like, and what all three together do. */
export interface Gamut {
  readonly red: Chromaticity;
  readonly green: Chromaticity;
  readonly blue: Chromaticity;
  readonly white: Chromaticity;
}

/** What light a sample stands for. */
export interface Transfer {
  /** The light of a sample 0..1; 1 is the white of paper, highlights are beyond. */
  readonly light: (sample: number) => number;
  /** Whether there may be more light than that of paper. */
  readonly isHdr?: boolean;
  /** Hybrid log-gamma tells the light of the scene: what a screen makes of it depends on the whole colour. */
  readonly isOfScene?: boolean;
}

/** How samples stand for colours, in a picture that has no ICC profile to say it. */
export interface ColorSpace {
  readonly gamut: Gamut;
  readonly transfer: Transfer;
  /** Whether black is 16 and white 235 of 255, as in video. */
  readonly isNarrow: boolean;
}

const d65: Chromaticity = [0.3127, 0.329];
const illuminantC: Chromaticity = [0.31, 0.316];
const equalEnergy: Chromaticity = [1 / 3, 1 / 3];

const gamut = (
  red: Chromaticity,
  green: Chromaticity,
  blue: Chromaticity,
  white: Chromaticity = d65,
): Gamut => ({ red, green, blue, white });

export const srgbGamut = gamut([0.64, 0.33], [0.3, 0.6], [0.15, 0.06]);
const ntsc = gamut([0.63, 0.34], [0.31, 0.595], [0.155, 0.07]);

/** ITU-T H.273 (2021), table 2. */
const gamuts: Readonly<Record<number, Gamut>> = {
  1: srgbGamut,
  4: gamut([0.67, 0.33], [0.21, 0.71], [0.14, 0.08], illuminantC),
  5: gamut([0.64, 0.33], [0.29, 0.6], [0.15, 0.06]),
  6: ntsc,
  7: ntsc,
  8: gamut([0.681, 0.319], [0.243, 0.692], [0.145, 0.049], illuminantC),
  9: gamut([0.708, 0.292], [0.17, 0.797], [0.131, 0.046]),
  10: gamut([1, 0], [0, 1], [0, 0], equalEnergy),
  11: gamut([0.68, 0.32], [0.265, 0.69], [0.15, 0.06], [0.314, 0.351]),
  12: gamut([0.68, 0.32], [0.265, 0.69], [0.15, 0.06]),
  22: gamut([0.63, 0.34], [0.295, 0.605], [0.155, 0.077]),
};

export const power = (exponent: number): Transfer => ({ light: (sample) => sample ** exponent });

export const srgbTransfer: Transfer = {
  light: (sample) => (sample <= 0.04045 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4),
};

/** Adobe RGB (1998) Color Image Encoding, section 4.3. */
export const adobeRgb: ColorSpace = {
  gamut: gamut([0.64, 0.33], [0.21, 0.71], [0.15, 0.06]),
  transfer: power(563 / 256),
  isNarrow: false,
};

/** Video for screens is encoded for the power that they apply (ITU-R BT.1886), not for the camera's own curve. */
const video = power(2.4);

/** ITU-T H.273 (2021), table 3. */
const transfers: Readonly<Record<number, Transfer>> = {
  1: video,
  4: power(2.2),
  5: power(2.8),
  6: video,
  7: { light: (sample) => (sample < 0.0912 ? sample / 4 : ((sample + 0.1115) / 1.1115) ** (1 / 0.45)) },
  8: power(1),
  11: video,
  12: video,
  13: srgbTransfer,
  14: video,
  15: video,
  16: { light: (sample) => nitsOfPq(sample) / paperWhite, isHdr: true },
  17: { light: (sample) => (52.37 / 48) * sample ** 2.6 },
  18: { light: sceneLightOfHlg, isHdr: true, isOfScene: true },
};

/** Code points of H.273 as files carry them. */
export interface CodePoints {
  readonly primaries: number;
  readonly transfer: number;
  readonly isNarrow: boolean;
}

/** What code points stand for; undefined when that is sRGB, which is also what is taken for what they leave open. */
export function colorSpaceOf({ primaries, transfer, isNarrow }: CodePoints): ColorSpace | undefined {
  const space = {
    gamut: gamuts[primaries] ?? srgbGamut,
    transfer: transfers[transfer] ?? srgbTransfer,
    isNarrow,
  };
  const isSrgb = space.gamut === srgbGamut && space.transfer === srgbTransfer && !isNarrow;
  return isSrgb ? undefined : space;
}

/** Light of white paper in HDR, in cd/m² (ITU-R BT.2408, table 1). */
export const paperWhite = 203;

// SMPTE ST 2084, the perceptual quantizer.
const [m1, m2, c1, c2, c3] = [2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128];

/** Light in cd/m² of a sample 0..1. */
export function nitsOfPq(sample: number): number {
  const root = sample ** (1 / m2);
  return 10_000 * (Math.max(0, root - c1) / (c2 - c3 * root)) ** (1 / m1);
}

/** The sample 0..1 of light in cd/m². */
export function pqOfNits(nits: number): number {
  const root = (nits / 10_000) ** m1;
  return ((c1 + c2 * root) / (1 + c3 * root)) ** m2;
}

/** ITU-R BT.2100, table 5: the inverse of the OETF, 0..1. */
function sceneLightOfHlg(sample: number): number {
  const [a, b, c] = [0.17883277, 0.28466892, 0.55991073];
  return sample <= 0.5 ? sample ** 2 / 3 : (Math.exp((sample - c) / a) + b) / 12;
}
