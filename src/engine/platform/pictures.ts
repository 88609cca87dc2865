import type { Picture, Size } from '../imaging/picture';

/** The formats of pictures that are read. */
export type ReadableFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'avif' | 'gif';

/** The formats that a result can have. */
export type WritableFormat = 'png' | 'jpeg' | 'webp' | 'tiff' | 'avif';

/** How a picture is resampled while it is decoded. `nearest` makes no new colours. */
export type DecodingKernel = 'lanczos3' | 'nearest';

/** Decodes, encodes and draws pictures. */
export interface Pictures {
  /**
   * Reads the header of a picture file; its pixels are decoded at each `load`.
   *
   * @throws StylizeError `bad-image` with the reason
   */
  open(file: PictureFile): Promise<OpenPicture>;
  /** The XMP packet in a picture file, if there is one. */
  readXmp(bytes: Uint8Array): Promise<string | undefined>;
  /** The bytes of a picture file in sRGB. JPEG has no transparency: the picture is put on white. */
  encode(pixels: Pixels, options: EncodingOptions): Promise<Uint8Array>;
  /**
   * Draws lines of text on a transparent ground, wrapped to `width`. Every text has its baseline at the same height,
   * whichever letters it has, so that texts side by side line up.
   *
   * @param fontFile a TrueType file. Characters that it lacks come from the system's fonts, if there are any.
   */
  drawText(lines: readonly TextLine[], width: number, fontFile: string): Promise<Pixels>;
  /** A sheet of one colour, `#rrggbb`, with other things on it. */
  compose(size: Size, background: string, things: readonly PlacedPixels[]): Promise<Pixels>;
}

export interface PictureFile {
  /** For messages. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly format: ReadableFormat;
}

/** Width and height are those after the EXIF orientation has been applied. */
export interface OpenPicture extends Size {
  /**
   * The picture in sRGB, at exactly `size` (Lanczos unless told otherwise; the caller keeps the proportions) or at its own
   * size without resampling. Transparent parts are put on white. Values of 16-bit pictures keep their fractions.
   *
   * @throws StylizeError `bad-image` when the pixels are truncated or damaged
   */
  load(size?: Size, kernel?: DecodingKernel): Promise<Picture>;
}

/** Interleaved samples in sRGB, 8 bits each, straight alpha. */
export interface Pixels extends Size {
  /** `[height, width, channels]` */
  readonly data: Uint8Array | Uint8ClampedArray;
  readonly channels: 3 | 4;
}

export interface PlacedPixels extends Pixels {
  readonly left: number;
  readonly top: number;
}

export interface EncodingOptions {
  readonly format: WritableFormat;
  readonly metadata?: PictureMetadata;
}

export interface PictureMetadata {
  /** Fields of the first directory of EXIF. */
  readonly exif: Readonly<Record<string, string>>;
  /** An XMP packet. */
  readonly xmp: string;
}

/** Text of one size and colour; it begins a new line. */
export interface TextLine {
  readonly text: string;
  /** Of the font, in pixels. */
  readonly size: number;
  /** `#rrggbb` */
  readonly color: string;
}
