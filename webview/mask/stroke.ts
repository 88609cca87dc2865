import type { Point } from '../shared/view';
import { clamp } from '../shared/slider-scale';
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
 * One stroke of a brush, from where it was put down to where it was lifted. However often it goes over a pixel, the
 * pixel is covered as far as the nearest it came to: a soft brush does not harden by going to and fro.
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
    this.moveTo(at);
  }

  /** What the stroke has touched. */
  get area(): Area {
    return this.#area;
  }

  /** The pixels of that area before the stroke. */
  get before(): Uint8Array {
    return cut({ ...this.#mask, data: this.#before }, this.#area);
  }

  /** Draws on in a straight line. Returns the area that has changed. */
  moveTo(to: Point): Area {
    const from = this.#at;
    this.#at = to;
    const changed = this.#reach(from, to);
    if (isNothing(changed)) return changed;
    const { width, data } = this.#mask;
    const { erases } = this.#brush;
    for (let y = changed.y; y < changed.y + changed.height; y++) {
      for (let x = changed.x; x < changed.x + changed.width; x++) {
        const coverage = Math.round(255 * this.#coverageAt(distance({ x: x + 0.5, y: y + 0.5 }, from, to)));
        const i = y * width + x;
        if (coverage <= this.#coverage[i]!) continue;
        this.#coverage[i] = coverage;
        const before = this.#before[i]!;
        const target = erases ? 0 : 255;
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

  /** Of a pixel so far from the brush's middle: 1 within, 0 beyond, and smoothly from one to the other. */
  #coverageAt(distance: number): number {
    const { diameter, hardness } = this.#brush;
    const radius = diameter / 2;
    // Even a hard edge fades over a pixel, or it would have steps.
    const fade = Math.max(radius * (1 - hardness), 0.5);
    const t = clamp((radius + 0.5 - distance) / (fade + 0.5), 0, 1);
    return t * t * (3 - 2 * t);
  }
}

/** Of a point from a line between two others. */
function distance(point: Point, from: Point, to: Point): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const t = clamp(along, 0, 1);
  return Math.hypot(point.x - from.x - t * dx, point.y - from.y - t * dy);
}
