import type { LossPoint } from '../../../contracts/run-view';

/** A run's losses for a chart: at most `capacity` evenly thinned points. The last one is always the newest. */
export class LossHistory {
  readonly #capacity: number;
  #points: LossPoint[] = [];
  #newest: LossPoint | undefined;
  #seen = 0;
  #stride = 1;

  constructor(capacity = 400) {
    this.#capacity = capacity;
  }

  add(point: LossPoint): void {
    this.#newest = point;
    if (this.#seen++ % this.#stride !== 0) return;
    this.#points.push(point);
    // Leaves room for the newest.
    if (this.#points.length < this.#capacity) return;
    this.#points = this.#points.filter((_, index) => index % 2 === 0);
    this.#stride *= 2;
  }

  get newestIteration(): number {
    return this.#newest?.iteration ?? 0;
  }

  /** The points after an iteration; without one, all. */
  since(iteration = -1): LossPoint[] {
    const points = this.#points.filter((point) => point.iteration > iteration);
    const newest = this.#newest;
    if (newest && newest.iteration > iteration && points.at(-1) !== newest) points.push(newest);
    return points;
  }
}
