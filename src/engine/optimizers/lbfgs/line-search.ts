import { checkKind } from '../checks';
import type { FixedStepState, LineSearchState } from '../state';

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
