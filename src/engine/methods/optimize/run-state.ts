import type { OptimizeWeights } from '../../../recipe/live';
import type { StepLoopState } from './step-loop';

/**
 * A run between two steps: all that its future depends on, besides its plan. Plain data, of numbers, flags, objects and
 * typed arrays. There is no random state: noise is drawn from the recipe's seed for the initial image alone, before the
 * first step.
 */
export interface RunState {
  /** Index among the plan's scales. */
  readonly scale: number;
  /** Steps since the beginning of the run. */
  readonly iteration: number;
  /** Without pauses. */
  readonly seconds: number;
  readonly weights: OptimizeWeights;
  /** Whether a person has changed the weights. */
  readonly adjusted: boolean;
  /** The picture and its optimiser. */
  readonly loop: StepLoopState;
}
