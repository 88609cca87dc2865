/** Over how many evaluations the loss is compared. */
const window = 20;

/** The lowest loss up to each of the last evaluations, the newest last. */
export type GainWatchState = readonly number[];

/** Tells when a size has hardly anything more to gain. */
export class GainWatch {
  readonly #least: number;
  #lowest: GainWatchState = [];

  /** @param least share by which the lowest loss must fall over the window; 0 for no such demand */
  constructor(least: number) {
    this.#least = least;
  }

  /** @param loss finite, of an evaluation; a line search's rejected trials do no harm */
  next(loss: number): void {
    const lowest = Math.min(loss, this.#lowest.at(-1) ?? Infinity);
    this.#lowest = [...this.#lowest, lowest].slice(-window - 1);
  }

  get isOver(): boolean {
    const [before] = this.#lowest;
    if (before === undefined || this.#lowest.length <= window) return false;
    return before - this.#lowest.at(-1)! < this.#least * before;
  }

  state(): GainWatchState {
    return this.#lowest;
  }

  restore(state: GainWatchState): void {
    this.#lowest = state;
  }
}
