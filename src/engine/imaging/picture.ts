/** Width and height in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A decoded picture in sRGB. */
export interface Picture extends Size {
  /** `[3, H, W]`: the red, green and blue planes, 0..255. A decoded picture with transparency lies over white. */
  readonly data: Float32Array;
  /** `[H, W]`, 0 transparent to 255 opaque; only when the picture has transparency. */
  readonly alpha?: Uint8Array;
  /** [3, H, W]: the colours with no white in them; only beside the `alpha` of a decoded picture. */
  readonly straight?: Float32Array;
}
