/** A float32 array in C order. */
export interface Values {
  readonly data: Float32Array;
  readonly shape: readonly number[];
}
