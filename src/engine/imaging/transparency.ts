import type { Picture } from './picture';

/*
 * The network sees no transparency: what is transparent lies over white, the colour of paper, and what a browser or a
 * viewer shows most often. With opacity α a colour C is seen as P = αC + (1 − α)·255.
 */

/**
 * Colours over white.
 *
 * @param straight [3, H, W], 0..255
 * @param alpha [H, W], 0..255
 */
export function onWhite(straight: Float32Array, alpha: Uint8Array): Float32Array {
  const plane = alpha.length;
  return straight.map((value, i) => {
    const opacity = alpha[i % plane]! / 255;
    return value * opacity + 255 * (1 - opacity);
  });
}

/**
 * A painting with the transparency of the picture that it was painted after. Over white it looks as it was painted: white
 * is taken out of its colours again. Where that asks for less than no light, black comes nearest. What cannot be seen at all
 * keeps the picture's colour.
 *
 * @param painting [3, H, W], 0..255, of the picture's size
 */
export function withTransparencyOf(
  { width, height, alpha, straight }: Picture,
  painting: Float32Array,
): Picture {
  if (!alpha || !straight) return { width, height, data: painting };
  const plane = alpha.length;
  const data = painting.map((value, i) => {
    const opacity = alpha[i % plane]! / 255;
    return opacity === 0 ? straight[i]! : Math.max(0, 255 - (255 - value) / opacity);
  });
  return { width, height, data, alpha };
}
