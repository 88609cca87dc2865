import type { Clock } from '../clock';

export interface RestartLimits {
  /** Delay of the first restart; each further one waits twice as long. */
  readonly firstDelay: number;
  readonly longestDelay: number;
  /** A process that has lived so long was healthy: the next restart waits the first delay again. */
  readonly healthyAfter: number;
  /** So many crashes … */
  readonly crashes: number;
  /** … within so long are one too many. */
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

/** When a crashed process may be started again: capped exponential back-off, and a limit in a sliding window. */
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

  /** Whether there were too many crashes: only a person may start it again. */
  get exhausted(): boolean {
    return this.#exhausted;
  }

  /** Notes a crash. Milliseconds to wait before the restart; undefined when there were too many. */
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

  /** A person asked for a start: forget the crashes. */
  reset(): void {
    this.#exhausted = false;
    this.#crashes = [];
    this.#delay = this.#limits.firstDelay;
  }
}
