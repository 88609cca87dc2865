import type { Size } from '../../shared/stage/view';
import type { Area, Mask } from './mask';

/** A mask as it lies over the picture: a colour where it covers, nothing elsewhere. */
export class Overlay {
  readonly #canvas: OffscreenCanvas;
  readonly #context: OffscreenCanvasRenderingContext2D;
  readonly #color: readonly [number, number, number];

  /** @param color `#rrggbb` */
  constructor({ width, height }: Size, color: string) {
    this.#canvas = new OffscreenCanvas(width, height);
    this.#context = this.#canvas.getContext('2d')!;
    const channel = (index: number) => Number.parseInt(color.slice(1 + 2 * index, 3 + 2 * index), 16);
    this.#color = [channel(0), channel(1), channel(2)];
  }

  get image(): CanvasImageSource {
    return this.#canvas;
  }

  /** Shows an area of the mask as it is now. */
  update({ data, width }: Mask, area: Area): void {
    const pixels = new ImageData(area.width, area.height);
    const [r, g, b] = this.#color;
    for (let y = 0; y < area.height; y++) {
      for (let x = 0; x < area.width; x++) {
        const i = 4 * (y * area.width + x);
        pixels.data[i] = r;
        pixels.data[i + 1] = g;
        pixels.data[i + 2] = b;
        pixels.data[i + 3] = data[(area.y + y) * width + area.x + x]!;
      }
    }
    this.#context.putImageData(pixels, area.x, area.y);
  }
}
