import type { Clock } from '../clock';

export interface RestartLimits {
  /** Delay of the first restart; each later one waits twice as long. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** After a life this long, the next restart waits only the first delay again. */
  readonly healthyAfter: number;
  /** This many crashes … */
  readonly crashes: number;
  /** … within this time are too many. */
  readonly within: number;
}

/** Milliseconds. */
export const defaultRestartLimits: RestartLimits = {
  firstDelay: 250,
  longestDelay: 30_000,
  healthyAfter: 60_000,
  crashes: 5,
  within: 180_000,
};

/** When a crashed process may be restarted: capped exponential back-off, and a limit within a sliding window. */
export class RestartPolicy {
  readonly #clock: Clock;
  readonly #limits: RestartLimits;
  #crashes: number[] = [];
  #delay: number;
  #exhausted = false;

  constructor(clock: Clock, limits: RestartLimits = defaultRestartLimits) {
    this.#clock = clock;
    this.#limits = limits;
    this.#delay = limits.firstDelay;
  }

  /** Whether there were too many crashes, so that only a person may restart it. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Notes a crash. Returns the milliseconds to wait before the restart; undefined when there were too many. */
  crashed(livedMilliseconds: number): number | undefined {
    const now = this.#clock.now();
    const { healthyAfter, within, crashes, firstDelay, longestDelay } = this.#limits;
    this.#crashes = [...this.#crashes.filter((time) => time > now - within), now];
    this.#exhausted = this.#crashes.length >= crashes;
    if (this.#exhausted) return undefined;
    const delay = livedMilliseconds >= healthyAfter ? firstDelay : this.#delay;
    this.#delay = Math.min(delay * 2, longestDelay);
    return delay;
  }

  /** Forgets the crashes, because a person asked for a start. */
  reset(): void {
    this.#exhausted = false;
    this.#crashes = [];
    this.#delay = this.#limits.firstDelay;
  }
}
