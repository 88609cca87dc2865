import { setFloat16 } from '@petamoriken/float16';

let table: Float32Array | undefined;

/**
 * The value of each of the 65536 bit patterns of float16 (IEEE 754 binary16: sign, 5 bits of exponent, 10 of fraction).
 * Built once, because the packages that decode float16 take seconds for a million values.
 */
function values(): Float32Array {
  return (table ??= Float32Array.from({ length: 1 << 16 }, (_, bits) => {
    const sign = bits >> 15 ? -1 : 1;
    const exponent = (bits >> 10) & 31;
    const fraction = bits & 1023;
    if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
    return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1024 + fraction) * 2 ** (exponent - 25);
  }));
}

/** The values of float16 bit patterns. */
export function decodeFloat16(halves: Uint16Array): Float32Array {
  const known = values();
  const decoded = new Float32Array(halves.length);
  for (let i = 0; i < decoded.length; i++) decoded[i] = known[halves[i]!]!;
  return decoded;
}

/** Encodes as little-endian float16, rounded to nearest. */
export function encodeFloat16(data: Float32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(2 * data.length));
  for (let i = 0; i < data.length; i++) setFloat16(view, 2 * i, data[i]!, true);
  return new Uint8Array(view.buffer);
}
