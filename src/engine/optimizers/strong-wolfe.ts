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

/** A point of φ: step length, loss, slope. */
interface Trial {
  step: number;
  loss: number;
  slope: number;
}

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
  step = 0;

  readonly #settings: StrongWolfeSettings;
  #startLoss = 0;
  #startSlope = 0;
  readonly #best: Trial = { step: 0, loss: 0, slope: 0 };
  readonly #other: Trial = { step: 0, loss: 0, slope: 0 };
  readonly #trial: Trial = { step: 0, loss: 0, slope: 0 };
  /** Whether a minimum is known to lie between `best` and `other`. */
  #bracketed = false;
  /** First stage of the paper: no step with sufficient decrease and a rising φ was seen yet. */
  #firstStage = true;
  /** Trials are kept within [low, high]. */
  #low = 0;
  #high = 0;
  #ceiling = longestStep;
  #width = 0;
  #previousWidth = 0;
  #trials = 0;

  constructor(settings: StrongWolfeSettings = lbfgsbSearch) {
    this.#settings = settings;
  }

  begin(loss: number, slope: number, step: number): void {
    this.#startLoss = loss;
    this.#startSlope = slope;
    assign(this.#best, 0, loss, slope);
    assign(this.#other, 0, loss, slope);
    this.#bracketed = false;
    this.#firstStage = true;
    this.#ceiling = longestStep;
    this.step = Math.min(step, longestStep);
    this.#low = 0;
    this.#high = this.step * (1 + extrapolationHigh);
    this.#width = longestStep;
    this.#previousWidth = 2 * longestStep;
    this.#trials = 0;
  }

  next(loss: number, slope: number): Verdict {
    this.#trials++;
    if (!Number.isFinite(loss) || !Number.isFinite(slope)) return this.#shorten();

    const step = this.step;
    const { sufficientDecrease, remainingSlope } = this.#settings;
    const requiredSlope = sufficientDecrease * this.#startSlope;
    const decreased = loss <= this.#startLoss + step * requiredSlope;
    if (decreased && Math.abs(slope) <= -remainingSlope * this.#startSlope) return 'accept';
    if (this.#isExhausted() || (step >= this.#ceiling && decreased && slope <= requiredSlope)) {
      return decreased ? 'accept' : 'fail';
    }
    if (this.#trials >= maximumTrials) return 'fail';

    if (decreased && slope >= 0) this.#firstStage = false;
    assign(this.#trial, step, loss, slope);
    // The first stage works on ψ(t) = φ(t) − φ(0) − c₁·t·φ'(0) (the paper's equation 2.1; the constant does not
    // matter), but only while the trial is better than the best and yet has no sufficient decrease (section 4).
    if (this.#firstStage && loss <= this.#best.loss && !decreased) {
      this.#tilt(-requiredSlope);
      this.step = this.#update();
      this.#tilt(requiredSlope);
    } else {
      this.step = this.#update();
    }
    this.#limit();
    return this.step > 0 ? 'evaluate' : 'fail';
  }

  /** Whether the bracket is too narrow to go on, so that the last trial was a repetition of the best. */
  #isExhausted(): boolean {
    return (
      this.#bracketed &&
      (this.step <= this.#low ||
        this.step >= this.#high ||
        this.#high - this.#low <= this.#settings.relativeWidth * this.#high)
    );
  }

  /** Adds a linear function of the given slope to everything that is known of φ. */
  #tilt(slope: number): void {
    for (const trial of [this.#best, this.#other, this.#trial]) {
      trial.loss += slope * trial.step;
      trial.slope += slope;
    }
  }

  /** Halves the way to a trial that could not be evaluated, and never goes further again. */
  #shorten(): Verdict {
    const best = this.#best.step;
    if (this.#trials >= maximumTrials) return 'fail';
    const shorter = best + (this.step - best) / 2;
    if (this.step > best) {
      this.#ceiling = shorter;
      this.#high = Math.min(this.#high, shorter);
    }
    this.step = shorter;
    return shorter > 0 ? 'evaluate' : 'fail';
  }

  /** Takes the trial into the interval and returns the next trial, not yet limited to where trials may be. */
  #update(): number {
    const best = this.#best;
    const other = this.#other;
    const trial = this.#trial;
    const turned = trial.slope * Math.sign(best.slope) < 0;
    const brackets = trial.loss > best.loss || turned;
    const step = nextStep(best, other, trial, this.#bracketed, this.#low, this.#high);
    // The updating algorithm of section 2.
    if (trial.loss > best.loss) {
      copy(other, trial);
    } else {
      if (turned) copy(other, best);
      copy(best, trial);
    }
    this.#bracketed ||= brackets;
    return step;
  }

  /** Brings the next trial to where it may be, and notes the limits of the one after it. */
  #limit(): void {
    const best = this.#best.step;
    const other = this.#other.step;
    // Rounding can leave an interpolation without a minimum.
    if (Number.isNaN(this.step)) this.step = this.#bracketed ? best + (other - best) / 2 : this.#high;
    if (this.#bracketed) {
      const width = Math.abs(other - best);
      if (width >= enoughShrinkage * this.#previousWidth) this.step = best + (other - best) / 2;
      this.#previousWidth = this.#width;
      this.#width = width;
      this.#low = Math.min(best, other);
      this.#high = Math.max(best, other);
    } else {
      this.#low = this.step + extrapolationLow * (this.step - best);
      this.#high = this.step + extrapolationHigh * (this.step - best);
    }
    this.step = Math.min(Math.max(this.step, 0), this.#ceiling);
    // Nothing better can be told apart: the best step is evaluated again, to have its gradient, and ends the search.
    if (this.#isExhausted()) this.step = best;
  }
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
