/** The light of a value of sRGB, both 0..1 (IEC 61966-2-1). */
export const lightOf = tabulated((encoded) =>
  encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4,
);

/** The value of sRGB, 0..1, of light; less than none is black, more than white is white. */
export const encodedOf = (light: number): number => encodedOfShare(Math.min(1, Math.max(0, light)));

const encodedOfShare = tabulated((light) =>
  light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055,
);

/**
 * A function of 0..1 by table, linear in between. A preview should not wait for a million powers; the error stays below
 * a hundredth of an 8-bit step.
 */
function tabulated(f: (x: number) => number): (x: number) => number {
  const steps = 4096;
  const table = Float64Array.from({ length: steps + 2 }, (_, i) => f(i / steps));
  return (x) => {
    const below = Math.floor(steps * x);
    const value = table[below]!;
    return value + (steps * x - below) * (table[below + 1]! - value);
  };
}
