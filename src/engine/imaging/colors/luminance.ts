import { clamped } from './clamped';

/** Weights of R, G and B in the luminance Y′ (ITU-R BT.601), as in the published colour-preserving programs. */
const luminanceWeights = [0.299, 0.587, 0.114] as const;

/**
 * The luminance Y′ of a picture.
 *
 * @param picture [3, H, W], RGB of any range
 * @returns [H, W], in the same range
 */
export function luminanceOf(picture: Float32Array): Float32Array {
  const plane = picture.length / 3;
  const [red, green, blue] = luminanceWeights;
  return Float32Array.from(
    { length: plane },
    (_, i) => red * picture[i]! + green * picture[plane + i]! + blue * picture[2 * plane + i]!,
  );
}

/**
 * A plane as a gray picture.
 *
 * @param plane [H, W]
 * @returns [3, H, W], its three channels alike
 */
export function grayPicture(plane: Float32Array): Float32Array {
  const picture = new Float32Array(3 * plane.length);
  for (let channel = 0; channel < 3; channel++) picture.set(plane, channel * plane.length);
  return picture;
}

/**
 * A picture with the luminance of one and the colours of another: Y′ from `luminance`, C_b and C_r from `chroma`
 * (Gatys et al. 2016, Preserving Color in Neural Artistic Style Transfer, luminance-only transfer, with Y′C_bC_r for
 * YIQ: their chroma planes are the same). Since both chroma channels are differences to Y′, that is `chroma` with the
 * difference of luminances added to each of R, G, B.
 *
 * @param luminance [3, H, W], RGB 0..255; values outside count as the nearest inside
 * @param chroma [3, H, W], RGB 0..255, of the same size
 * @returns [3, H, W], unclamped
 */
export function withChromaOf(luminance: Float32Array, chroma: Float32Array): Float32Array {
  const plane = chroma.length / 3;
  const wanted = luminanceOf(clamped(luminance));
  const found = luminanceOf(chroma);
  return chroma.map((value, i) => value + wanted[i % plane]! - found[i % plane]!);
}
