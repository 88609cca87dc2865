import type { Clock } from './clock';

const tickMilliseconds = 10_000;

export interface WatchdogOptions {
  readonly clock: Clock;
  /** How long there may be no sign of life, in milliseconds. Asked again and again. */
  readonly patience: () => number;
  readonly onSilence: () => void;
}

/**
 * Calls back once when there was no sign of life for too long. Counts in ticks, so that hours for which the machine was
 * asleep count as one.
 */
export class Watchdog {
  readonly #options: WatchdogOptions;
  #silent = 0;
  #cancel: () => void;
  #isPaused = false;

  constructor(options: WatchdogOptions) {
    this.#options = options;
    this.#cancel = this.#tick();
  }

  heard(): void {
    this.#silent = 0;
  }

  /** Silence is in order while it is paused. */
  set isPaused(isPaused: boolean) {
    this.#isPaused = isPaused;
    this.#silent = 0;
  }

  stop(): void {
    this.#cancel();
  }

  #tick(): () => void {
    const { clock, patience, onSilence } = this.#options;
    return clock.after(tickMilliseconds, () => {
      if (!this.#isPaused) this.#silent += tickMilliseconds;
      if (this.#silent >= patience()) onSilence();
      else this.#cancel = this.#tick();
    });
  }
}
