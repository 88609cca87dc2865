/** Weights of R, G and B in the luminance Y′ (ITU-R BT.601), as in the published colour-preserving programs. */
const luminanceWeights = [0.299, 0.587, 0.114] as const;

/**
 * A picture with the luminance of one and the colours of another: Y′ from `luminance`, C_b and C_r from `chroma`
 * (Gatys et al. 2016, Preserving Color in Neural Artistic Style Transfer, section 4.2, with Y′C_bC_r for YIQ). Since both
 * chroma channels are differences to Y′, that is `chroma` with the difference of luminances added to each of R, G, B.
 *
 * @param luminance [3, H, W], RGB 0..255; values outside count as the nearest inside
 * @param chroma [3, H, W], RGB 0..255, of the same size
 * @returns [3, H, W], unclamped
 */
export function withColorsOf(luminance: Float32Array, chroma: Float32Array): Float32Array {
  const plane = chroma.length / 3;
  const result = new Float32Array(chroma.length);
  for (let i = 0; i < plane; i++) {
    let difference = 0;
    for (const [channel, weight] of luminanceWeights.entries()) {
      const at = channel * plane + i;
      difference += weight * (Math.min(255, Math.max(0, luminance[at]!)) - chroma[at]!);
    }
    for (let at = i; at < result.length; at += plane) result[at] = chroma[at]! + difference;
  }
  return result;
}
