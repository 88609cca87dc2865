export interface Pace {
  readonly iterationsPerSecond: number;
  readonly secondsElapsed: number;
  readonly secondsLeft: number;
  /** Of all the time, 0 to 1; never less than before, even when less turns out to have been done. */
  readonly fraction: number;
}

/** Weight of the newest step in the running mean of a step's time. */
const smoothing = 0.1;

/** A scale as the clock sees it. */
export interface TimedScale {
  readonly iterations: number;
  /** What a step costs, in any unit that all scales share. */
  readonly work: number;
}

/**
 * Measures a run's pace. A step's time is taken as proportional to its work, so that the time left is right while the
 * cheap small scales are under way. Pauses do not count.
 */
export class RunClock {
  readonly #scales: readonly TimedScale[];
  readonly #now: () => number;
  /** When it would have started, had there been no pauses. */
  #start: number;
  #stepStart: number;
  /** Running mean. */
  #millisecondsPerWork: number | undefined;
  #fraction = 0;
  #secondsPerStep = Infinity;

  /** @param secondsBefore what a run that goes on has taken already */
  constructor(scales: readonly TimedScale[], secondsBefore = 0, now = () => performance.now()) {
    this.#scales = scales;
    this.#now = now;
    this.#stepStart = now();
    this.#start = this.#stepStart - 1000 * secondsBefore;
  }

  get secondsElapsed(): number {
    return (this.#now() - this.#start) / 1000;
  }

  /** What the last one has taken; infinite before the first. */
  get secondsPerStep(): number {
    return this.#secondsPerStep;
  }

  excludePause(milliseconds: number): void {
    this.#start += milliseconds;
  }

  beginStep(): void {
    this.#stepStart = this.#now();
  }

  /** @param done iterations done at the current scale, this one included */
  endStep(scaleIndex: number, done: number): Pace {
    const scale = this.#scales[scaleIndex]!;
    const milliseconds = this.#now() - this.#stepStart;
    this.#secondsPerStep = milliseconds / 1000;
    const perWork = milliseconds / scale.work;
    const mean = this.#millisecondsPerWork ?? perWork;
    this.#millisecondsPerWork = mean + smoothing * (perWork - mean);
    const later = this.#scales.slice(scaleIndex + 1);
    const workLeft = later.reduce(
      (sum, { work, iterations }) => sum + work * iterations,
      scale.work * (scale.iterations - done),
    );
    const { secondsElapsed } = this;
    const secondsLeft = (workLeft * this.#millisecondsPerWork) / 1000;
    const all = secondsElapsed + secondsLeft;
    this.#fraction = Math.max(this.#fraction, all > 0 ? secondsElapsed / all : 1);
    return {
      iterationsPerSecond: 1000 / (this.#millisecondsPerWork * scale.work),
      secondsElapsed,
      secondsLeft,
      fraction: this.#fraction,
    };
  }
}
