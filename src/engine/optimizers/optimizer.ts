import type { AdamMoments, OptimizerState } from './state';

/**
 * A minimiser that is asked where it wants the objective and told what it is there. It never calls the objective
 * itself: an evaluation may be asynchronous, tiled, or seconds long, and a run may pause between any two.
 *
 * ```ts
 * while (!optimizer.stalled) optimizer.tell(...(await evaluate(optimizer.point)));
 * ```
 *
 * Vectors are flat Float32Array, [n]; what is owned by the optimiser keeps its identity for the optimiser's life and
 * changes in place.
 */
export interface Optimizer {
  /** Where loss and gradient are wanted next, [n]. Owned by the optimiser: read only. */
  readonly point: Float32Array;

  /**
   * The accepted iterate, [n]: what to show and to hand over. With L-BFGS `point` is a trial, which becomes the
   * iterate when its evaluation is accepted; with the others both are the same array.
   */
  readonly iterate: Float32Array;

  /** How many times `tell` was called. */
  readonly evaluations: number;

  /**
   * No step lowers the loss any more, to the precision of its numbers: a minimum, a gradient that is not the loss's, or
   * numbers that are no longer finite. `point` stays put and more evaluations are wasted until `objectiveChanged`.
   */
  readonly stalled: boolean;

  /**
   * Takes the loss and its gradient, [n], at `point`, and moves `point` on. The gradient is not kept.
   *
   * A loss or gradient that is not finite shortens the step (L-BFGS, which stalls when that does not help) or stalls.
   *
   * @returns whether `iterate` moved, that is, whether a step was accepted
   * @throws StylizeError `internal` when the gradient's length is wrong
   */
  tell(loss: number, gradient: Float32Array): boolean;

  /**
   * The objective is another from now on (a weight was moved). L-BFGS gives up its search and its history, which
   * describe the old one, and asks at `iterate` next; the others keep their moments, which forget by themselves.
   */
  objectiveChanged(): void;

  /** All that decides the steps to come. Its arrays are the optimiser's own, which change in place: clone it to keep it. */
  state(): OptimizerState;

  /**
   * Goes on where an optimiser with the same settings was: the steps are the same to the last bit. The state's arrays
   * are the optimiser's from then on.
   *
   * @throws StylizeError `internal` when the state is of another kind of optimiser or of another size
   */
  restore(state: OptimizerState): void;
}

export interface OptimizerOptions {
  /**
   * Every component is kept within [low, high] after each step. With L-BFGS only where it backtracks: a fixed step or a line
   * search would take what is cut off for a part of the step.
   */
  readonly clampTo?: ClampRange | undefined;
  /** Adam only: moments to start from, each [n], as left by another scale. The optimiser takes the arrays over. */
  readonly moments?: AdamMoments | undefined;
  /** L-BFGS that backtracks only: from the lowest to the highest of a variable's usual values, which limits steps. */
  readonly range?: number | undefined;
  /** L-BFGS that backtracks only: the gradient is not that of the loss, so that steps are judged by slopes alone. */
  readonly slopesOnly?: boolean | undefined;
  /** How many evaluations there will be, over which steps may shrink; they do not without it. */
  readonly iterations?: number | undefined;
  /** Not with L-BFGS: what the learning rate is multiplied by, asked before each step; 1 without it. */
  readonly share?: (() => number) | undefined;
}

export interface ClampRange {
  readonly low: number;
  readonly high: number;
}
