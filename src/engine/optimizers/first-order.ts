import { checkGradient, restoreValues } from './checks';
import type { ClampRange, Optimizer } from './optimizer';
import type { FirstOrderState, OptimizerState } from './state';
import { clamp, dot } from './vectors';

/** An optimiser whose iterate is the point, and that takes a step with every gradient that is finite. */
export abstract class FirstOrderOptimizer implements Optimizer {
  readonly point: Float32Array;
  evaluations = 0;
  stalled = false;
  /** Steps taken so far. */
  protected steps = 0;

  readonly #clampTo: ClampRange | undefined;

  /** @param start copied */
  constructor(start: Float32Array, clampTo: ClampRange | undefined) {
    this.point = start.slice();
    this.#clampTo = clampTo;
  }

  /** Moves the point against the gradient. */
  protected abstract step(gradient: Float32Array): void;

  get iterate(): Float32Array {
    return this.point;
  }

  tell(loss: number, gradient: Float32Array): boolean {
    checkGradient(gradient, this.point);
    this.evaluations++;
    // The sum of squares of float32 values cannot overflow a double: it is finite exactly when every one is.
    this.stalled = !Number.isFinite(loss) || !Number.isFinite(dot(gradient, gradient));
    if (this.stalled) return false;
    this.step(gradient);
    this.steps++;
    if (this.#clampTo) clamp(this.point, this.#clampTo);
    return true;
  }

  objectiveChanged(): void {
    this.stalled = false;
  }

  abstract state(): OptimizerState;

  abstract restore(state: OptimizerState): void;

  protected commonState(): FirstOrderState {
    const { iterate, steps, evaluations, stalled } = this;
    return { iterate, steps, evaluations, stalled };
  }

  protected restoreCommon({ iterate, steps, evaluations, stalled }: FirstOrderState): void {
    restoreValues(this.point, iterate);
    Object.assign(this, { steps, evaluations, stalled });
  }
}
