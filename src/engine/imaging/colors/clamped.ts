/** RGB of any range as what can be displayed: a copy with values outside 0..255 replaced by the nearest inside. */
export const clamped = (picture: Float32Array): Float32Array =>
  picture.map((value) => Math.min(255, Math.max(0, value)));
