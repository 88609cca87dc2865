import type { Values } from '../backend';
import { copyBlock, type Point } from './blocks';
import { positionsIn, shrunk, type Tile, type Tiling } from './tiling';

interface Source {
  /** [C, H, W]; ones when left out. */
  readonly whole: Float32Array | undefined;
  /** Of the layer, in pixels. */
  readonly stride: number;
  /** Whether there are zeros outside the core. */
  readonly coreOnly: boolean;
}

/** A program's inputs for a window, cut out of those for the whole picture. */
export class WindowInputs {
  readonly #tiling: Tiling;
  readonly #sources = new Map<string, Source>();
  /** Used again for every window. */
  readonly #buffers = new Map<string, Float32Array>();

  constructor(tiling: Tiling) {
    this.#tiling = tiling;
  }

  /**
   * Of an input for windows, what it is for the whole picture. An array of the wrong size counts as none.
   *
   * @param whole [C, H, W]
   * @param stride of the input's layer, in pixels
   */
  set(input: string, whole: Float32Array, stride: number): void {
    const { width, height } = shrunk(this.#tiling.picture, stride);
    if (whole.length > 0 && whole.length % (width * height) === 0)
      this.#sources.set(input, { whole, stride, coreOnly: false });
    else this.#sources.delete(input);
  }

  /** The same for weights [H, W], which count in the core alone. Without an array they are 1. */
  setWeights(input: string, whole: Float32Array | undefined, stride: number): void {
    this.#sources.set(input, { whole, stride, coreOnly: true });
  }

  /** Those of the inputs that differ from window to window. Overwritten by those of the next window. */
  cut(tile: Tile, inputs: Iterable<string> = this.#sources.keys()): Map<string, Values> {
    const cut = new Map<string, Values>();
    for (const input of inputs) {
      const source = this.#sources.get(input);
      if (source) cut.set(input, this.#cut(input, source, tile));
    }
    return cut;
  }

  #cut(input: string, { whole, stride, coreOnly }: Source, { x, y }: Tile): Values {
    const picture = shrunk(this.#tiling.picture, stride);
    const window = shrunk(this.#tiling.window, stride);
    const channels = whole ? whole.length / (picture.width * picture.height) : 1;
    const data = this.#buffer(input, channels * window.width * window.height);
    const values = { data, shape: [1, channels, window.height, window.width] };
    const corner: Point = { x: x.window.from / stride, y: y.window.from / stride };
    if (!coreOnly) {
      copyBlock({ data: whole!, ...picture }, corner, { data, ...window }, { x: 0, y: 0 }, window);
      return values;
    }
    const [columns, rows] = [positionsIn(x.core, stride), positionsIn(y.core, stride)];
    const width = columns.to - columns.from;
    data.fill(0);
    for (let row = rows.from; row < rows.to; row++) {
      const at = (row - corner.y) * window.width + columns.from - corner.x;
      if (!whole) data.fill(1, at, at + width);
      else {
        const from = row * picture.width + columns.from;
        data.set(whole.subarray(from, from + width), at);
      }
    }
    return values;
  }

  #buffer(input: string, length: number): Float32Array {
    let buffer = this.#buffers.get(input);
    if (buffer?.length !== length) this.#buffers.set(input, (buffer = new Float32Array(length)));
    return buffer;
  }
}
