import type { Point } from '../../shared/stage/view';
import { clamp } from '../../shared/values/slider-scale';
import { cut, isNothing, union, type Area, type Mask } from './mask';

export interface Brush {
  /** In pixels of the mask. */
  readonly diameter: number;
  /** The share of the brush that covers fully, 0 to 1; from there to its edge it fades out. */
  readonly hardness: number;
  readonly erases: boolean;
}

const nowhere: Area = { x: 0, y: 0, width: 0, height: 0 };

/**
 * One stroke of a brush. However often it passes a pixel, the closest pass decides how much the pixel is covered: a soft
 * brush does not harden by moving to and fro.
 */
export class Stroke {
  readonly #mask: Mask;
  readonly #brush: Brush;
  readonly #before: Uint8Array;
  readonly #coverage: Uint8Array;
  #at: Point;
  #area = nowhere;

  /** Puts the brush down. Points are in pixels of the mask; a pixel's middle is at a half. */
  constructor(mask: Mask, brush: Brush, at: Point) {
    this.#mask = mask;
    this.#brush = brush;
    this.#before = mask.data.slice();
    this.#coverage = new Uint8Array(mask.data.length);
    this.#at = at;
    this.#cover(at, at);
  }

  /** The area that the stroke has touched. */
  get area(): Area {
    return this.#area;
  }

  /** The pixels of that area before the stroke. */
  get before(): Uint8Array {
    return cut({ ...this.#mask, data: this.#before }, this.#area);
  }

  /** Continues in a straight line. Returns the changed area. */
  moveTo(to: Point): Area {
    const from = this.#at;
    // What a large brush adds by a small step is not to be seen, and takes as long as by a long one.
    if (Math.hypot(to.x - from.x, to.y - from.y) < this.#brush.diameter / 50) return nowhere;
    this.#at = to;
    return this.#cover(from, to);
  }

  #cover(from: Point, to: Point): Area {
    const changed = this.#reach(from, to);
    if (isNothing(changed)) return changed;
    const { width, data } = this.#mask;
    const known = this.#coverage;
    const originals = this.#before;
    const target = this.#brush.erases ? 0 : 255;
    const coverageAt = fading(this.#brush);
    const squaredDistance = squaredDistanceFrom(from, to);
    for (let y = changed.y; y < changed.y + changed.height; y++) {
      for (let x = changed.x; x < changed.x + changed.width; x++) {
        const i = y * width + x;
        if (known[i] === 255) continue;
        const coverage = coverageAt(squaredDistance(x + 0.5, y + 0.5));
        if (coverage <= known[i]!) continue;
        known[i] = coverage;
        const before = originals[i]!;
        data[i] = Math.round(before + ((target - before) * coverage) / 255);
      }
    }
    this.#area = union(this.#area, changed);
    return changed;
  }

  /** The pixels of the mask that a brush on its way may touch. */
  #reach(from: Point, to: Point): Area {
    const { width, height } = this.#mask;
    const radius = this.#brush.diameter / 2 + 1;
    const first = (a: number, b: number, end: number) => clamp(Math.floor(Math.min(a, b) - radius), 0, end);
    const last = (a: number, b: number, end: number) => clamp(Math.ceil(Math.max(a, b) + radius), 0, end);
    const x = first(from.x, to.x, width);
    const y = first(from.y, to.y, height);
    return { x, y, width: last(from.x, to.x, width) - x, height: last(from.y, to.y, height) - y };
  }
}

/**
 * How far a brush covers a pixel, 0 to 255, by the square of its distance from the brush's middle: fully within, not at all
 * beyond, and smoothly from one to the other.
 */
function fading({ diameter, hardness }: Brush): (squaredDistance: number) => number {
  const radius = diameter / 2;
  // Even a hard edge fades over a pixel, or it would have steps.
  const fade = Math.max(radius * (1 - hardness), 0.5) + 0.5;
  const outer = radius + 0.5;
  const inner = Math.max(outer - fade, 0);
  const [outerSquare, innerSquare] = [outer * outer, inner * inner];
  return (squaredDistance) => {
    if (squaredDistance >= outerSquare) return 0;
    if (squaredDistance <= innerSquare) return 255;
    const t = (outer - Math.sqrt(squaredDistance)) / fade;
    return Math.round(255 * t * t * (3 - 2 * t));
  };
}

/** The square of a point's distance from the line between two others. */
function squaredDistanceFrom(from: Point, to: Point): (x: number, y: number) => number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  return (x, y) => {
    const px = x - from.x;
    const py = y - from.y;
    const t = length === 0 ? 0 : clamp((px * dx + py * dy) / length, 0, 1);
    const across = px - t * dx;
    const down = py - t * dy;
    return across * across + down * down;
  };
}
