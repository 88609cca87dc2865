import type { Clock } from '../../client/clock';

/** Runs an action at most once per interval: immediately if the interval has passed, otherwise when it does. */
export class Throttle {
  readonly #clock: Clock;
  readonly #milliseconds: number;
  readonly #action: () => void;
  #last = -Infinity;
  #cancel: (() => void) | undefined;

  constructor(clock: Clock, milliseconds: number, action: () => void) {
    this.#clock = clock;
    this.#milliseconds = milliseconds;
    this.#action = action;
  }

  request(): void {
    if (this.#cancel) return;
    const wait = this.#last + this.#milliseconds - this.#clock.now();
    if (wait <= 0) this.#act();
    else this.#cancel = this.#clock.after(wait, this.#act);
  }

  dispose(): void {
    this.#cancel?.();
    // Later requests are ignored.
    this.#cancel = () => undefined;
  }

  readonly #act = (): void => {
    this.#cancel = undefined;
    this.#last = this.#clock.now();
    this.#action();
  };
}
