import { clamped } from './clamped';
import { encodedOf, lightOf } from './srgb';

/*
 * Oklab, a space in which equal distances look equally different: lightness L 0..1, and two axes of chroma, a from
 * green to red and b from blue to yellow, 0 for grays (Ottosson 2020, A perceptual color space for image processing,
 * https://bottosson.github.io/posts/oklab). Its input is light: sRGB with its transfer function removed.
 */

/** The colours of a picture, [3, H, W]: L, a, b of RGB 0..255. */
export function toOklab(picture: Float32Array): Float32Array {
  const plane = picture.length / 3;
  const result = new Float32Array(picture.length);
  for (let i = 0; i < plane; i++) {
    const [red, green, blue] = [picture[i]!, picture[plane + i]!, picture[2 * plane + i]!];
    const [lightness, a, b] = oklabOfLight(toLight(red), toLight(green), toLight(blue));
    result[i] = lightness;
    result[plane + i] = a;
    result[2 * plane + i] = b;
  }
  return result;
}

/**
 * The picture, [3, H, W] in RGB 0..255, of colours in Oklab. A colour that cannot be displayed gives up chroma, and
 * keeps lightness and hue, until it can.
 */
export function fromOklab(colors: Float32Array): Float32Array {
  const plane = colors.length / 3;
  const result = new Float32Array(colors.length);
  for (let i = 0; i < plane; i++) {
    const [lightness, a, b] = [colors[i]!, colors[plane + i]!, colors[2 * plane + i]!];
    const share = displayableChroma(lightness, a, b);
    const cones = conesOf(lightness, share * a, share * b);
    result[i] = fromLight(redOf(cones));
    result[plane + i] = fromLight(greenOf(cones));
    result[2 * plane + i] = fromLight(blueOf(cones));
  }
  return result;
}

/**
 * Gives pictures the chroma of `content`, in place of their own, and keeps their lightness.
 *
 * @param content [3, H, W], RGB 0..255
 * @returns a function of a picture [3, H, W], RGB 0..255, of which values outside count as the nearest inside
 */
export function chromaTransfer(content: Float32Array): (picture: Float32Array) => Float32Array {
  const colors = toOklab(content);
  return (picture) => {
    const painted = toOklab(clamped(picture));
    const mixed = colors.slice();
    mixed.set(painted.subarray(0, painted.length / 3));
    return fromOklab(mixed);
  };
}

type Triple = readonly [number, number, number];

/** Oklab of light in sRGB's primaries, 0..1. */
export function oklabOfLight(red: number, green: number, blue: number): Triple {
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** The space between Oklab and light, close to the responses of the eye's three kinds of cones. */
interface Cones {
  readonly l: number;
  readonly m: number;
  readonly s: number;
}

const cube = (value: number): number => value * value * value;

const conesOf = (lightness: number, a: number, b: number): Cones => ({
  l: cube(lightness + 0.3963377774 * a + 0.2158037573 * b),
  m: cube(lightness - 0.1055613458 * a - 0.0638541728 * b),
  s: cube(lightness - 0.0894841775 * a - 1.291485548 * b),
});

// Light in sRGB's primaries, beyond 0..1 where a colour cannot be displayed.
const redOf = ({ l, m, s }: Cones) => 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s;
const greenOf = ({ l, m, s }: Cones) => -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s;
const blueOf = ({ l, m, s }: Cones) => -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s;

/** How much of a colour's chroma can be displayed at its lightness: 1, or a share to one part in 4096. */
function displayableChroma(lightness: number, a: number, b: number): number {
  if (isDisplayable(conesOf(lightness, a, b))) return 1;
  let share = 0;
  for (let step = 0.5; step >= 2 ** -12; step /= 2) {
    const more = share + step;
    if (isDisplayable(conesOf(lightness, more * a, more * b))) share = more;
  }
  return share;
}

/** Less than 8 bits can show. */
const tolerance = 1e-5;

const isDisplayable = (cones: Cones): boolean =>
  isShare(redOf(cones)) && isShare(greenOf(cones)) && isShare(blueOf(cones));

const isShare = (value: number): boolean => value >= -tolerance && value <= 1 + tolerance;

const toLight = (value: number): number => lightOf(value / 255);
const fromLight = (light: number): number => 255 * encodedOf(light);
