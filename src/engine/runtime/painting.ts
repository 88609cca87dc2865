import type { Executable } from './computation';

/** What a fast style computes: a painting; the statistics of its normalisations; a painting of which they are given. */
export type PaintingProgram = 'whole' | 'measuring' | 'window';

/** A network that paints in one pass, on a device. */
export interface PaintingNetwork {
  /** Sides of pictures are multiples of it. */
  readonly stride: number;
  /** How far around a pixel it looks, in pixels; undefined when it looks at the picture as a whole. */
  readonly reach: number | undefined;
  /** Names of the picture [1, 3, H, W] that a program takes, and of the one that it gives. */
  readonly input: string;
  readonly output: string;
  /** A program for pictures of a size. `measuring` gives what `window` takes besides the picture. */
  prepare(
    program: PaintingProgram,
    size: { readonly width: number; readonly height: number },
  ): Promise<Executable>;
}
