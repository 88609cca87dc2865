import type { Size } from './picture';

/** The side that a size is of; with `square` both. */
export type SizeMeasure = 'longest' | 'height' | 'square';

/**
 * The size, in whole pixels, that a picture has when its longest side (or its height) becomes `size` pixels and its
 * proportions are kept, or when it is stretched to a square. Never below one pixel; `native` is the picture's own size.
 *
 * Fractions are rounded; where the height is measured they are dropped, as in the listing that sizes pictures so (Chollet,
 * Deep Learning with Python, section 8.3).
 */
export function fitSize(picture: Size, size: number | 'native', measure: SizeMeasure): Size {
  const { width, height } = picture;
  if (size === 'native') return { width, height };
  if (measure === 'square') return { width: size, height: size };
  const measured = measure === 'height' ? height : Math.max(width, height);
  // Multiplied before divided: the measured side then comes out as `size` exactly.
  const whole = measure === 'height' ? Math.floor : Math.round;
  const fit = (side: number): number => Math.max(1, whole((side * size) / measured));
  return { width: fit(width), height: fit(height) };
}
