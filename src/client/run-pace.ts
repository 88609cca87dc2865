import type { RunEventData } from './run-handle';

/** How long a run may be silent before its engine is taken for hung: so many steps … */
const stepsOfSilence = 20;
/** … but never less than so many milliseconds, … */
const shortestSilence = 5 * 60_000;
/** … and this before its plan is there. */
const silenceWhilePreparing = 15 * 60_000;
/** A step that is to be cancelled ends within so many of its kind. */
const stepsOfGrace = 3;

/** Learns from a run's events how long a step takes: predicted at first, then measured by its area. */
export class RunPace {
  readonly #now: () => number;
  #plan: RunEventData<'planned'> | undefined;
  #scale = 0;
  #millisecondsPerPixel: number | undefined;
  #lastStep: number | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  planned(plan: RunEventData<'planned'>): void {
    this.#plan = plan;
    this.#lastStep = undefined;
    this.#scale = 0;
    const pixels = plan.scales.reduce((sum, scale) => sum + area(scale) * scale.iterations, 0);
    this.#millisecondsPerPixel = (1000 * plan.estimate.seconds) / Math.max(1, pixels);
  }

  /** Something other than a step takes time: what it takes is none of a step's. */
  interrupted(): void {
    this.#lastStep = undefined;
  }

  progressed({ scale, width, height }: RunEventData<'progress'>): void {
    const now = this.#now();
    // The first step at a scale comes after its preparation.
    if (this.#lastStep !== undefined && scale === this.#scale) {
      const perPixel = (now - this.#lastStep) / area({ width, height });
      this.#millisecondsPerPixel = Math.max(perPixel, 0.9 * (this.#millisecondsPerPixel ?? 0));
    }
    this.#scale = scale;
    this.#lastStep = now;
  }

  /** What a step takes that may be under way, in milliseconds: at this scale, or at the next one. */
  get step(): number {
    const scales = this.#plan?.scales.slice(this.#scale, this.#scale + 2) ?? [];
    return Math.max(0, ...scales.map(area)) * (this.#millisecondsPerPixel ?? 0);
  }

  /** How long an engine that is alive may take to end the run, in milliseconds. */
  get grace(): number {
    return stepsOfGrace * this.step;
  }

  /** How long it may be without a sign of life, in milliseconds. */
  get silence(): number {
    return this.#plan ? Math.max(shortestSilence, stepsOfSilence * this.step) : silenceWhilePreparing;
  }
}

const area = ({ width, height }: { readonly width: number; readonly height: number }) => width * height;
