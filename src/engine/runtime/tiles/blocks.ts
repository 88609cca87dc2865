import type { Extent } from './tiling';

/** Maps of one size, one after the other: [C, height, width]. */
export interface Maps extends Extent {
  readonly data: Float32Array;
}

/** A position in a map. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Copies a block of every map. */
export function copyBlock(from: Maps, at: Point, to: Maps, onto: Point, block: Extent): void {
  forEachRow(from, at, to, onto, block, (source, target) => {
    to.data.set(from.data.subarray(source, source + block.width), target);
  });
}

/** Adds a block of every map to one of another's. */
export function addBlock(from: Maps, at: Point, to: Maps, onto: Point, block: Extent): void {
  forEachRow(from, at, to, onto, block, (source, target) => {
    for (let i = 0; i < block.width; i++) to.data[target + i]! += from.data[source + i]!;
  });
}

/** @param visit is told where a row of the block begins in either */
function forEachRow(
  from: Maps,
  at: Point,
  to: Maps,
  onto: Point,
  block: Extent,
  visit: (source: number, target: number) => void,
): void {
  const channels = from.data.length / (from.width * from.height);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < block.height; row++) {
      const source = (channel * from.height + at.y + row) * from.width + at.x;
      const target = (channel * to.height + onto.y + row) * to.width + onto.x;
      visit(source, target);
    }
  }
}
