import { partsOf } from '../../network/hypercolumn';
import type { NetworkDescription } from '../../network/network';
import { receptiveField } from '../../network/receptive-field';

/*
 * A picture that is too large to go through the network at once goes through it window by window. Windows overlap: of
 * each only the core counts, whose features see nothing outside the window and are therefore those of the whole picture.
 *
 * All windows have one size, so that one compiled program serves them all. They begin at multiples of the deepest layer's
 * stride, so that their poolings fall on those of the picture. The last one ends where the picture ends, so that the
 * network's padding, and the row that a pooling drops, are where they are in the whole picture.
 */

/** How far the positions of some layers see, in pixels. */
export interface Reach {
  /** That of the deepest layer: where a window may begin. */
  readonly stride: number;
  /** Before the first and after the last pixel of the block that a position stands for. */
  readonly before: number;
  readonly after: number;
}

/** In pixels. */
export interface Extent {
  readonly width: number;
  readonly height: number;
}

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One window along one axis, in pixels of the picture. */
export interface Part {
  readonly window: Span;
  /** The cores of an axis follow one another and cover it. Within it, they begin at multiples of the stride. */
  readonly core: Span;
}

/** A window of a picture. */
export interface Tile {
  readonly x: Part;
  readonly y: Part;
}

export interface Tiling {
  readonly picture: Extent;
  /** Every window's. */
  readonly window: Extent;
  readonly columns: readonly Part[];
  readonly rows: readonly Part[];
}

export function reachOf(network: NetworkDescription, layers: Iterable<string>): Reach {
  // Total variation compares a pixel with the next one.
  let reach: Reach = { stride: 1, before: 0, after: 1 };
  for (const layer of layers) {
    const { stride, start, size } = receptiveField(network, layer);
    const strides = partsOf(layer).map((part) => receptiveField(network, part.layer).stride);
    reach = {
      stride: Math.max(reach.stride, ...strides),
      before: Math.max(reach.before, -start),
      after: Math.max(reach.after, start + size - stride),
    };
  }
  return reach;
}

/**
 * Windows for a picture, no more than cores of the given side would make. They are as small as that number allows.
 *
 * @param core longest side of a core, in pixels; rounded up to a multiple of the stride
 */
export function tilingOf(picture: Extent, reach: Reach, core: number): Tiling {
  const columns = parts(picture.width, reach, core);
  const rows = parts(picture.height, reach, core);
  return { picture, window: { width: lengthOf(columns), height: lengthOf(rows) }, columns, rows };
}

const lengthOf = ([{ window }]: readonly [Part, ...Part[]]) => window.to - window.from;

/** Row by row. */
export const tilesOf = ({ columns, rows }: Tiling): Tile[] =>
  rows.flatMap((y) => columns.map((x) => ({ x, y })));

/** The positions of a layer within a span of pixels. A pooling drops the last pixels where they do not fill its window. */
export const positionsIn = ({ from, to }: Span, stride: number): Span => ({
  from: Math.floor(from / stride),
  to: Math.floor(to / stride),
});

/** A layer's size: how many positions stand for so many pixels. */
export const shrunk = ({ width, height }: Extent, stride: number): Extent => ({
  width: Math.floor(width / stride),
  height: Math.floor(height / stride),
});

function parts(length: number, { stride, before, after }: Reach, core: number): [Part, ...Part[]] {
  const roundUp = (pixels: number) => Math.ceil(pixels / stride) * stride;
  const lead = roundUp(before);
  const halo = lead + after;
  const count = Math.max(1, Math.ceil((length - halo) / roundUp(core)));
  const step = roundUp((length - halo) / count);
  // The least that holds a core with its halo, and ends where the picture ends if it begins at a multiple of the stride.
  const wanted = halo + step;
  const side = Math.min(length, wanted + ((((length - wanted) % stride) + stride) % stride));
  const starts = Array.from({ length: count }, (_, i) => Math.min(i * step, length - side));
  const distinct = starts.filter((start, i) => start !== starts[i - 1]);
  const cuts = [0, ...distinct.slice(1).map((start) => start + lead), length];
  return distinct.map((from, i) => ({
    window: { from, to: from + side },
    core: { from: cuts[i]!, to: cuts[i + 1]! },
  })) as [Part, ...Part[]];
}
