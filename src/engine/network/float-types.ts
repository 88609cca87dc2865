import { decodeFloat16 } from './float16';

/** The floating-point types in which weights are stored. */
export type FloatType = 'float64' | 'float32' | 'float16' | 'bfloat16';

/**
 * Decodes little-endian values as float32. Float64 is rounded.
 *
 * @param bytes a whole number of values
 */
export function decodeFloats(bytes: Uint8Array, type: FloatType): Float32Array {
  // Copies a part of a larger buffer, which might not be aligned to the size of a value.
  const isWhole = bytes.byteLength === bytes.buffer.byteLength;
  const buffer = (isWhole ? bytes : new Uint8Array(bytes)).buffer as ArrayBuffer;
  switch (type) {
    case 'float64':
      return Float32Array.from(new Float64Array(buffer));
    case 'float32':
      return new Float32Array(buffer);
    case 'float16':
      return decodeFloat16(new Uint16Array(buffer));
    case 'bfloat16':
      return decodeBfloat16(new Uint16Array(buffer));
  }
}

/** A bfloat16 is the upper half of a float32. */
function decodeBfloat16(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < words.length; i++) words[i] = halves[i]! << 16;
  return new Float32Array(words.buffer);
}
