import { checkKind } from '../checks';
import type { BacktrackingState, FixedStepState, LineSearchState } from '../state';

/** What a line search wants after a trial: another evaluation at its new `step`, or it ends with this one or none. */
export type Verdict = 'evaluate' | 'accept' | 'fail';

/**
 * A search along a descent direction for a step length t, as a state machine, since evaluations are asynchronous. It
 * sees only φ(t) = f(x + t·d) and its slope φ'(t) = ∇f(x + t·d)ᵀd.
 */
export interface LineSearch {
  /** The step length to evaluate next, or the accepted one. */
  readonly step: number;

  /** Starts at φ(0) = loss, φ'(0) = slope < 0, with a first trial at `step` > 0. */
  begin(loss: number, slope: number, step: number): void;

  /** Takes φ and φ' at `step`; values that are not finite mean that the step was too long. */
  next(loss: number, slope: number): Verdict;

  /** All that decides the trials to come. */
  state(): LineSearchState;

  restore(state: LineSearchState): void;
}

/** Trials of one search before it gives up, as in L-BFGS-B. */
export const maximumTrials = 20;

/** No search: the first trial is taken, whatever the loss, unless it is not finite; then half of it is tried. */
export class FixedStep implements LineSearch {
  step = 0;
  #trials = 0;

  begin(_loss: number, _slope: number, step: number): void {
    this.step = step;
    this.#trials = 0;
  }

  state(): FixedStepState {
    return { kind: 'none', step: this.step, trials: this.#trials };
  }

  restore(state: LineSearchState): void {
    checkKind(state, 'none');
    this.step = state.step;
    this.#trials = state.trials;
  }

  next(loss: number, slope: number): Verdict {
    if (Number.isFinite(loss) && Number.isFinite(slope)) return 'accept';
    if (++this.#trials >= maximumTrials) return 'fail';
    this.step /= 2;
    return 'evaluate';
  }
}

/** c₁: the least part of the decrease that the slope at 0 promises (Nocedal & Wright 2006, section 3.1). */
const sufficientDecrease = 1e-4;
/** How much shorter the next trial is, at the most and at the least (the same, section 3.5). */
const shortest = 0.1;
const longest = 0.5;

/**
 * Takes the first trial unless the loss has not fallen enough, φ(t) ≤ φ(0) + c₁·t·φ'(0) (Armijo 1966). Then it goes back to
 * the minimum of the parabola through what it knows, within limits (Nocedal & Wright 2006, algorithm 3.1, equation 3.58).
 *
 * By slopes alone it asks for φ'(t) ≤ (2c₁ − 1)·φ'(0), which is the same for a parabola (Hager & Zhang 2005, equation 4.1),
 * and goes back to where a parabola's slope would be 0.
 */
export class Backtracking implements LineSearch {
  readonly #bySlopes: boolean;
  #now: BacktrackingState = {
    kind: 'backtracking',
    start: { step: 0, loss: 0, slope: 0 },
    step: 0,
    trials: 0,
  };

  /** @param bySlopes whether losses say nothing, because the slopes are not theirs */
  constructor(bySlopes: boolean) {
    this.#bySlopes = bySlopes;
  }

  get step(): number {
    return this.#now.step;
  }

  begin(loss: number, slope: number, step: number): void {
    this.#now = { kind: 'backtracking', start: { step: 0, loss, slope }, step, trials: 0 };
  }

  state(): BacktrackingState {
    return this.#now;
  }

  restore(state: LineSearchState): void {
    checkKind(state, 'backtracking');
    this.#now = state;
  }

  next(loss: number, slope: number): Verdict {
    const { start, step, trials } = this.#now;
    const isFinite = Number.isFinite(loss) && Number.isFinite(slope);
    if (isFinite && this.#isEnough(loss, slope)) return 'accept';
    if (trials + 1 >= maximumTrials) return 'fail';
    const bend = this.#bySlopes ? (slope - start.slope) / 2 : (loss - start.loss) / step - start.slope;
    const share = isFinite ? -start.slope / (2 * bend) : longest;
    this.#now = {
      ...this.#now,
      step: step * Math.min(Math.max(share, shortest), longest),
      trials: trials + 1,
    };
    return 'evaluate';
  }

  #isEnough(loss: number, slope: number): boolean {
    const { start, step } = this.#now;
    return this.#bySlopes
      ? slope <= (2 * sufficientDecrease - 1) * start.slope
      : loss <= start.loss + sufficientDecrease * step * start.slope;
  }
}
