import { checkGradient } from './checks';
import type { AdamMoments, ClampRange, Optimizer } from './optimizer';
import { clamp, dot } from './vectors';

/** An optimiser whose iterate is the point, and that takes a step with every gradient that is finite. */
export abstract class FirstOrderOptimizer implements Optimizer {
  readonly point: Float32Array;
  abstract readonly moments: AdamMoments | undefined;
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

  edit(change: (iterate: Float32Array) => void): void {
    change(this.point);
    this.stalled = false;
  }
}
