import type { OptimizerSettings } from '../../../recipe/schema/optimizers';
import { checkGradient, checkKind, restoreValues } from '../checks';
import type { ClampRange, Optimizer, OptimizerOptions } from '../optimizer';
import type { LbfgsState, OptimizerState } from '../state';
import { clamp, dot, equal, rootMeanSquare, setToSum, sumOfMagnitudes, type Vector } from '../vectors';
import { CurvatureHistory } from './curvature-history';
import { Backtracking, FixedStep, type LineSearch } from './line-search';
import { StrongWolfe } from './strong-wolfe';

/** What its variables stand for makes no difference to it. */
export type LbfgsSettings = Omit<Extract<OptimizerSettings, { kind: 'lbfgs' }>, 'space'>;

/** Least yᵀs of a pair that is kept, as in torch.optim.LBFGS. */
const minimumCurvature = 1e-10;

/** How far a step that backtracks goes at first, as a root mean square, in ranges of a variable: along −g … */
const firstMove = 0.004;
/** … and at most along any direction. */
const longestMove = 0.1;

/**
 * Limited-memory BFGS (Nocedal & Wright 2006, algorithm 7.5), in the two forms that published systems use and one of ours:
 *
 * - `lineSearch: 'none'` is torch.optim.LBFGS without line search: first step min(1, 1/‖g‖₁)·lr along −g, then lr
 *   along each direction, one evaluation a step. Its stopping tolerances, which are absolute and so depend on the
 *   loss's units, are left out.
 * - `lineSearch: 'strong-wolfe'` is L-BFGS-B without bounds, which is SciPy's `fmin_l_bfgs_b`: first trial 1/‖g‖₂
 *   along −g, then 1 along each direction, each step found by a Moré-Thuente search. `restartEvery: n` is a loop of
 *   its calls with `maxfun=n`: it forgets at the first accepted step with more than n evaluations, never within a
 *   search, and the evaluation at the accepted iterate counts as the first of the next n. Vectors are double, as
 *   SciPy's, though losses and gradients are evaluated in single precision.
 * - `lineSearch: 'backtracking'` is the first with a safeguard, at the price of no evaluation where it is not needed: steps
 *   have a largest length in units of the picture, and a step after which the loss is higher is taken back and shortened.
 *   Its first step is as long as an eye could tell, for a change of the gradient that rounding does not drown.
 *   It keeps within bounds where there are any.
 *
 * An iterate is accepted once it was evaluated, so what is shown has a finite loss. When no step is found the history
 * is forgotten and the steepest descent tried; when that fails too the optimiser stalls.
 */
export class Lbfgs implements Optimizer {
  readonly point: Float32Array;
  readonly iterate: Float32Array;
  evaluations = 0;
  stalled = false;

  readonly #settings: LbfgsSettings;
  readonly #range: number;
  readonly #clampTo: ClampRange | undefined;
  readonly #history: CurvatureHistory;
  readonly #search: LineSearch;
  /** `point` and `iterate` in the precision that steps are taken in: themselves, or what they are rounded from. */
  readonly #trial: Vector;
  readonly #accepted: Vector;
  /** Where the search goes from the iterate, [n]. */
  readonly #direction: Vector;
  #slope = 0;
  #loss = 0;
  /** Whether a search is under way; otherwise `point` is the iterate itself, whose loss is not known yet. */
  #searching = false;
  /** Whether the search goes along −g, after which there is nothing else to try. */
  #steepest = false;
  /** Evaluations since the history was last forgotten on schedule. */
  #evaluationsSinceRestart = 0;

  constructor(
    settings: LbfgsSettings,
    start: Float32Array,
    { range = 1, clampTo, slopesOnly = false }: OptimizerOptions = {},
  ) {
    this.#settings = settings;
    this.#range = range;
    this.#clampTo = clampTo;
    this.point = start.slice();
    if (clampTo) clamp(this.point, clampTo);
    this.iterate = this.point.slice();
    const isDouble = settings.lineSearch === 'strong-wolfe';
    const newVector = () => new (isDouble ? Float64Array : Float32Array)(start.length);
    this.#search = newSearch(settings, slopesOnly);
    this.#trial = isDouble ? Float64Array.from(this.point) : this.point;
    this.#accepted = isDouble ? Float64Array.from(this.point) : this.iterate;
    this.#direction = newVector();
    this.#history = new CurvatureHistory(settings.history, newVector, clampTo);
  }

  tell(loss: number, gradient: Float32Array): boolean {
    checkGradient(gradient, this.point);
    this.evaluations++;
    if (this.stalled) return false;
    this.#evaluationsSinceRestart++;
    if (!this.#searching) {
      this.#begin(loss, gradient);
      return false;
    }

    // The direction is finite, so a gradient that is not makes the slope infinite or not a number.
    switch (this.#search.next(loss, dot(gradient, this.#direction))) {
      case 'evaluate':
        this.#evaluateAtStep();
        return false;
      case 'fail':
        this.#giveUpSearch();
        return false;
      case 'accept':
        this.#accept(loss, gradient);
        return true;
    }
  }

  objectiveChanged(): void {
    this.#returnToIterate();
    this.#searching = false;
    this.#evaluationsSinceRestart = 0;
    this.stalled = false;
  }

  state(): LbfgsState {
    return {
      kind: 'lbfgs',
      iterate: this.#accepted,
      direction: this.#direction,
      slope: this.#slope,
      loss: this.#loss,
      searching: this.#searching,
      steepest: this.#steepest,
      evaluationsSinceRestart: this.#evaluationsSinceRestart,
      evaluations: this.evaluations,
      stalled: this.stalled,
      search: this.#search.state(),
      history: this.#history.state(),
    };
  }

  restore(state: OptimizerState): void {
    checkKind(state, 'lbfgs');
    restoreValues(this.#accepted, state.iterate);
    restoreValues(this.#direction, state.direction);
    this.#slope = state.slope;
    this.#loss = state.loss;
    this.#searching = state.searching;
    this.#steepest = state.steepest;
    this.#evaluationsSinceRestart = state.evaluationsSinceRestart;
    this.evaluations = state.evaluations;
    this.stalled = state.stalled;
    this.#search.restore(state.search);
    this.#history.restore(state.history);
    this.iterate.set(this.#accepted);
    this.#returnToIterate();
    // The trial follows from the rest.
    if (this.#searching) this.#setTrial();
  }

  /** Takes the loss and gradient at the iterate itself, with nothing learnt before. */
  #begin(loss: number, gradient: Float32Array): void {
    if (!Number.isFinite(loss) || !Number.isFinite(dot(gradient, gradient))) {
      this.#stall();
      return;
    }
    this.#loss = loss;
    this.#searchSteepestDescent(gradient);
  }

  #accept(loss: number, gradient: Float32Array): void {
    const { restartEvery } = this.#settings;
    this.#loss = loss;
    if (restartEvery > 0 && this.#evaluationsSinceRestart > restartEvery) {
      this.#evaluationsSinceRestart = 1;
      this.#acceptTrial();
      this.#searchSteepestDescent(gradient);
    } else {
      this.#searchNewDirection(gradient);
    }
  }

  #searchNewDirection(gradient: Float32Array): void {
    // Under a line search the bound is relative to the loss, as in L-BFGS-B; otherwise a loss in small units would never
    // keep a pair.
    const unit = this.#settings.lineSearch === 'none' ? 1 : -this.#slope * this.#search.step;
    const bound = minimumCurvature * unit;
    this.#steepest = false;
    this.#slope = this.#history.advance(this.#trial, this.#accepted, gradient, bound, this.#direction);
    this.#acceptTrial();
    this.#beginSearch();
  }

  /** @param gradient at the iterate */
  #searchSteepestDescent(gradient: Vector): void {
    this.#steepest = true;
    this.#slope = this.#history.restart(this.#accepted, gradient, this.#direction);
    this.#beginSearch();
  }

  /** The length of the first trial along the direction. */
  #firstStep(): number {
    const { lineSearch, learningRate } = this.#settings;
    switch (lineSearch) {
      case 'none':
        return this.#steepest
          ? Math.min(1, 1 / sumOfMagnitudes(this.#direction)) * learningRate
          : learningRate;
      case 'backtracking': {
        const move = rootMeanSquare(this.#direction);
        return this.#history.isEmpty
          ? (firstMove * this.#range) / move
          : Math.min(1, (longestMove * this.#range) / move);
      }
      case 'strong-wolfe':
        return this.#steepest ? 1 / Math.sqrt(-this.#slope) : 1;
    }
  }

  #beginSearch(): void {
    // Rounding, or a loss that is far from smooth, can turn or overflow the direction.
    if (!(this.#slope < 0 && Number.isFinite(this.#slope))) {
      this.#giveUpSearch();
      return;
    }
    this.#search.begin(this.#loss, this.#slope, this.#firstStep());
    this.#searching = true;
    this.#evaluateAtStep();
  }

  #evaluateAtStep(): void {
    this.#setTrial();
    // A step below the resolution of float32 leads nowhere.
    if (equal(this.point, this.iterate)) this.#giveUpSearch();
  }

  #setTrial(): void {
    setToSum(this.#trial, this.#accepted, this.#search.step, this.#direction);
    if (this.#clampTo) clamp(this.#trial, this.#clampTo);
    this.point.set(this.#trial);
  }

  #giveUpSearch(): void {
    if (this.#steepest) this.#stall();
    else this.#searchSteepestDescent(this.#history.gradient);
  }

  #acceptTrial(): void {
    this.#accepted.set(this.#trial);
    this.iterate.set(this.point);
  }

  #returnToIterate(): void {
    this.#trial.set(this.#accepted);
    this.point.set(this.iterate);
  }

  #stall(): void {
    this.#returnToIterate();
    this.#searching = false;
    this.stalled = true;
  }
}

function newSearch({ lineSearch }: LbfgsSettings, slopesOnly: boolean): LineSearch {
  switch (lineSearch) {
    case 'none':
      return new FixedStep();
    case 'backtracking':
      return new Backtracking(slopesOnly);
    case 'strong-wolfe':
      return new StrongWolfe();
  }
}
