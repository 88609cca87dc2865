import { checkKind } from '../checks';
import type { LineSearchState, StrongWolfeState, Trial } from '../state';
import { maximumTrials, type LineSearch, type Verdict } from './line-search';

export interface StrongWolfeSettings {
  /** c₁: the least part of the decrease that the slope at 0 promises. */
  readonly sufficientDecrease: number;
  /** c₂: the largest part of the slope at 0 that may be left. */
  readonly remainingSlope: number;
  /** The search ends when the bracket is that narrow, relative to its upper end. */
  readonly relativeWidth: number;
}

/** As in L-BFGS-B (Zhu, Byrd, Lu & Nocedal 1997), which is what SciPy runs. */
export const lbfgsbSearch: StrongWolfeSettings = {
  sufficientDecrease: 1e-3,
  remainingSlope: 0.9,
  relativeWidth: 0.1,
};

const longestStep = 1e10;

/** How far beyond the trial the next one may be while no minimum is bracketed: between 1.1 and 4 times. */
const extrapolationLow = 1.1;
const extrapolationHigh = 4;
/** A bracket that shrinks by less than this in two trials is bisected. */
const enoughShrinkage = 0.66;

/**
 * The line search of Moré & Thuente 1994 ("Line search algorithms with guaranteed sufficient decrease", ACM TOMS
 * 20(3)), for a step t with the strong Wolfe conditions
 *
 *     φ(t) ≤ φ(0) + c₁·t·φ'(0)   and   |φ'(t)| ≤ c₂·|φ'(0)|.
 *
 * It keeps the best step so far and the other end of an interval that contains such a t, and picks trials by cubic
 * and quadratic interpolation. As in L-BFGS-B a narrow bracket ends it with the best step, which has the first
 * condition but perhaps not the second; it fails when there is no such step, or after 20 trials.
 */
export class StrongWolfe implements LineSearch {
  readonly #settings: StrongWolfeSettings;
  #now = searchFrom({ step: 0, loss: 0, slope: 0 }, 0);
  readonly #trial: Trial = { step: 0, loss: 0, slope: 0 };

  constructor(settings: StrongWolfeSettings = lbfgsbSearch) {
    this.#settings = settings;
  }

  get step(): number {
    return this.#now.step;
  }

  begin(loss: number, slope: number, step: number): void {
    this.#now = searchFrom({ step: 0, loss, slope }, Math.min(step, longestStep));
  }

  state(): StrongWolfeState {
    return this.#now;
  }

  restore(state: LineSearchState): void {
    checkKind(state, 'strong-wolfe');
    this.#now = state;
  }

  next(loss: number, slope: number): Verdict {
    const now = this.#now;
    now.trials++;
    if (!Number.isFinite(loss) || !Number.isFinite(slope)) return this.#shorten();

    const step = now.step;
    const { sufficientDecrease, remainingSlope } = this.#settings;
    const requiredSlope = sufficientDecrease * now.start.slope;
    const decreased = loss <= now.start.loss + step * requiredSlope;
    if (decreased && Math.abs(slope) <= -remainingSlope * now.start.slope) return 'accept';
    if (this.#isExhausted() || (step >= now.ceiling && decreased && slope <= requiredSlope)) {
      return decreased ? 'accept' : 'fail';
    }
    if (now.trials >= maximumTrials) return 'fail';

    if (decreased && slope >= 0) now.firstStage = false;
    assign(this.#trial, step, loss, slope);
    // The first stage works on ψ(t) = φ(t) − φ(0) − c₁·t·φ'(0) (the paper's equation 2.1; the constant does not
    // matter), but only while the trial is better than the best and yet has no sufficient decrease (section 4).
    if (now.firstStage && loss <= now.best.loss && !decreased) {
      this.#tilt(-requiredSlope);
      now.step = this.#update();
      this.#tilt(requiredSlope);
    } else {
      now.step = this.#update();
    }
    this.#limit();
    return now.step > 0 ? 'evaluate' : 'fail';
  }

  /** Whether the bracket is too narrow to go on, so that the last trial was a repetition of the best. */
  #isExhausted(): boolean {
    const now = this.#now;
    return (
      now.bracketed &&
      (now.step <= now.low ||
        now.step >= now.high ||
        now.high - now.low <= this.#settings.relativeWidth * now.high)
    );
  }

  /** Adds a linear function of the given slope to everything that is known of φ. */
  #tilt(slope: number): void {
    const now = this.#now;
    for (const trial of [now.best, now.other, this.#trial]) {
      trial.loss += slope * trial.step;
      trial.slope += slope;
    }
  }

  /** Halves the way to a trial that could not be evaluated, and never goes further again. */
  #shorten(): Verdict {
    const now = this.#now;
    const best = now.best.step;
    if (now.trials >= maximumTrials) return 'fail';
    const shorter = best + (now.step - best) / 2;
    if (now.step > best) {
      now.ceiling = shorter;
      now.high = Math.min(now.high, shorter);
    }
    now.step = shorter;
    return shorter > 0 ? 'evaluate' : 'fail';
  }

  /** Takes the trial into the interval and returns the next trial, not yet limited to where trials may be. */
  #update(): number {
    const now = this.#now;
    const best = now.best;
    const other = now.other;
    const trial = this.#trial;
    const turned = trial.slope * Math.sign(best.slope) < 0;
    const brackets = trial.loss > best.loss || turned;
    const step = nextStep(best, other, trial, now.bracketed, now.low, now.high);
    // The updating algorithm of section 2.
    if (trial.loss > best.loss) {
      copy(other, trial);
    } else {
      if (turned) copy(other, best);
      copy(best, trial);
    }
    now.bracketed ||= brackets;
    return step;
  }

  /** Brings the next trial to where it may be, and notes the limits of the one after it. */
  #limit(): void {
    const now = this.#now;
    const best = now.best.step;
    const other = now.other.step;
    // Rounding can leave an interpolation without a minimum.
    if (Number.isNaN(now.step)) now.step = now.bracketed ? best + (other - best) / 2 : now.high;
    if (now.bracketed) {
      const width = Math.abs(other - best);
      if (width >= enoughShrinkage * now.previousWidth) now.step = best + (other - best) / 2;
      now.previousWidth = now.width;
      now.width = width;
      now.low = Math.min(best, other);
      now.high = Math.max(best, other);
    } else {
      now.low = now.step + extrapolationLow * (now.step - best);
      now.high = now.step + extrapolationHigh * (now.step - best);
    }
    now.step = Math.min(Math.max(now.step, 0), now.ceiling);
    // Nothing better can be told apart: the best step is evaluated again, to have its gradient, and ends the search.
    if (this.#isExhausted()) now.step = best;
  }
}

/** A search that begins at φ(0) with a first trial at `step`. */
function searchFrom(start: Trial, step: number): StrongWolfeState {
  return {
    kind: 'strong-wolfe',
    step,
    start,
    best: { ...start },
    other: { ...start },
    bracketed: false,
    firstStage: true,
    low: 0,
    high: step * (1 + extrapolationHigh),
    ceiling: longestStep,
    width: longestStep,
    previousWidth: 2 * longestStep,
    trials: 0,
  };
}

/**
 * Section 4 of the paper, trial value selection: the next trial from the best step so far (a_l), the other end of
 * the interval (a_u) and the newest trial (a_t), within [low, high].
 */
function nextStep(
  best: Trial,
  other: Trial,
  trial: Trial,
  bracketed: boolean,
  low: number,
  high: number,
): number {
  const beyond = trial.step > best.step ? high : low;

  if (trial.loss > best.loss) {
    // Case 1: the loss rose. The cubic step if it is closer to the best than the quadratic's, else their middle.
    const cubic = cubicMinimum(best, trial);
    const quadratic = quadraticMinimum(best, trial);
    const cubicIsCloser = Math.abs(cubic - best.step) < Math.abs(quadratic - best.step);
    return cubicIsCloser ? cubic : cubic + (quadratic - cubic) / 2;
  }

  if (trial.slope * Math.sign(best.slope) < 0) {
    // Case 2: lower, and the slope turned. The one of cubic and secant step that is farther from the trial.
    return farther(trial.step, cubicMinimum(trial, best), secantMinimum(trial, best));
  }

  if (Math.abs(trial.slope) <= Math.abs(best.slope)) {
    // Case 3: lower, still falling, but less steeply. The cubic counts only if its minimum is beyond the trial.
    let cubic = cubicMinimum(trial, best);
    if (!((cubic - trial.step) * (trial.step - best.step) > 0)) cubic = beyond;
    const secant = secantMinimum(trial, best);
    if (!bracketed) return Math.min(Math.max(farther(trial.step, cubic, secant), low), high);
    const closer = Math.abs(cubic - trial.step) < Math.abs(secant - trial.step) ? cubic : secant;
    const limit = trial.step + enoughShrinkage * (other.step - trial.step);
    return trial.step > best.step ? Math.min(limit, closer) : Math.max(limit, closer);
  }

  // Case 4: lower and falling as steeply. Interpolate to the other end, or go as far as is allowed.
  return bracketed ? cubicMinimum(trial, other) : beyond;
}

function farther(from: number, a: number, b: number): number {
  return Math.abs(a - from) > Math.abs(b - from) ? a : b;
}

/** Minimum of the cubic with the losses and slopes of a and b; NaN when it has none. */
function cubicMinimum(a: Trial, b: Trial): number {
  const width = b.step - a.step;
  const theta = (3 * (a.loss - b.loss)) / width + a.slope + b.slope;
  const size = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope));
  const radicand = (theta / size) ** 2 - (a.slope / size) * (b.slope / size);
  if (!(radicand > 0)) return NaN;
  const gamma = Math.sign(width) * size * Math.sqrt(radicand);
  return a.step + ((gamma - a.slope + theta) / (2 * gamma - a.slope + b.slope)) * width;
}

/** Minimum of the parabola with the losses of a and b and the slope of a. */
function quadraticMinimum(a: Trial, b: Trial): number {
  const width = b.step - a.step;
  return a.step + (a.slope / ((a.loss - b.loss) / width + a.slope) / 2) * width;
}

/** Minimum of the parabola with the slopes of a and b. */
function secantMinimum(a: Trial, b: Trial): number {
  return a.step + (a.slope / (a.slope - b.slope)) * (b.step - a.step);
}

function assign(trial: Trial, step: number, loss: number, slope: number): void {
  trial.step = step;
  trial.loss = loss;
  trial.slope = slope;
}

function copy(target: Trial, source: Trial): void {
  assign(target, source.step, source.loss, source.slope);
}
