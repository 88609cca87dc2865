import { decodeFloat16 } from './float16';

/** The types of floating point that weights are stored in. */
export type FloatType = 'float64' | 'float32' | 'float16' | 'bfloat16';

/**
 * Values of little-endian bytes as float32, to which float64 is rounded.
 *
 * @param bytes as many as whole values need
 */
export function decodeFloats(bytes: Uint8Array, type: FloatType): Float32Array {
  // A copy where they are a part of something: it need not begin at a multiple of a value's length.
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

/** The upper half of a float32 each. */
function decodeBfloat16(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < words.length; i++) words[i] = halves[i]! << 16;
  return new Float32Array(words.buffer);
}
