import type { Vector } from './vectors';

/*
 * What each optimiser goes on from: plain data, which outlives the process as a checkpoint. Every array has the length n
 * of the picture unless it says otherwise.
 */

export type OptimizerState = AdamState | SgdState | LbfgsState;

export interface FirstOrderState {
  readonly iterate: Float32Array;
  /** Steps that the moments or the velocity have seen. */
  readonly steps: number;
  readonly evaluations: number;
  readonly stalled: boolean;
}

/** Adam's running means. */
export interface AdamMoments {
  /** Decaying mean of the gradients, not bias-corrected, [n]. */
  readonly first: Float32Array;
  /** Decaying mean of the squared gradients, not bias-corrected, [n], none negative. */
  readonly second: Float32Array;
  /** Steps that the moments have seen; decides their bias correction. */
  readonly steps: number;
}

export interface AdamState extends FirstOrderState, AdamMoments {
  readonly kind: 'adam';
}

export interface SgdState extends FirstOrderState {
  readonly kind: 'sgd';
  readonly velocity: Float32Array;
}

export interface LbfgsState {
  readonly kind: 'lbfgs';
  /** In the precision in which steps are taken. */
  readonly iterate: Vector;
  /** Where the search goes from the iterate. */
  readonly direction: Vector;
  /** Along the direction, at the iterate. */
  readonly slope: number;
  /** At the iterate. */
  readonly loss: number;
  readonly searching: boolean;
  /** Whether the direction is that of steepest descent. */
  readonly steepest: boolean;
  readonly evaluationsSinceRestart: number;
  readonly evaluations: number;
  readonly stalled: boolean;
  readonly search: LineSearchState;
  readonly history: CurvatureState;
}

export type LineSearchState = FixedStepState | BacktrackingState | StrongWolfeState;

export interface FixedStepState {
  readonly kind: 'none';
  readonly step: number;
  readonly trials: number;
}

/** A point of φ: step length, loss, slope. */
export interface Trial {
  step: number;
  loss: number;
  slope: number;
}

export interface BacktrackingState {
  readonly kind: 'backtracking';
  /** φ at 0. */
  readonly start: Readonly<Trial>;
  readonly step: number;
  readonly trials: number;
}

export interface StrongWolfeState {
  readonly kind: 'strong-wolfe';
  step: number;
  /** φ at 0. */
  start: Trial;
  best: Trial;
  /** The other end of the interval. */
  other: Trial;
  /** Whether a minimum is known to lie between `best` and `other`. */
  bracketed: boolean;
  /** First stage of the paper: no step with sufficient decrease and a rising φ was seen yet. */
  firstStage: boolean;
  /** Trials are kept within [low, high]. */
  low: number;
  high: number;
  ceiling: number;
  width: number;
  previousWidth: number;
  trials: number;
}

export interface CurvaturePair {
  /** Difference of two accepted iterates, s = x_{k+1} − x_k. */
  readonly step: Vector;
  /** Difference of their gradients, y = g_{k+1} − g_k. */
  readonly change: Vector;
}

/** Of a history of at most m pairs. What is said of slots are indices of `pairs`. */
export interface CurvatureState {
  /** At the iterate of the last direction. */
  readonly gradient: Vector;
  /** A ring: after the last comes the first, and the oldest is at `oldest`. */
  readonly pairs: readonly CurvaturePair[];
  readonly oldest: number;
  /** sᵢᵀyⱼ at [i·m + j], by slot, for a pair j that is not older than i. */
  readonly stepChange: Float64Array;
  /** yᵢᵀyⱼ at [i·m + j] and [j·m + i], by slot. */
  readonly changeChange: Float64Array;
  /** sᵢᵀg and yᵢᵀg with the gradient of the last direction, [m] by slot. */
  readonly stepGradient: Float64Array;
  readonly changeGradient: Float64Array;
}

/** Of an average of iterates. */
export interface AverageState {
  readonly sum: Float32Array;
  readonly updates: number;
}
