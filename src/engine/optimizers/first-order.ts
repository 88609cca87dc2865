import { checkGradient, restoreValues } from './checks';
import type { ClampRange, Optimizer, OptimizerOptions } from './optimizer';
import type { FirstOrderState, OptimizerState } from './state';
import { clamp, dot } from './vectors';

/** What decides how long steps are. */
export interface StepLengthSettings {
  readonly learningRate: number;
  readonly decay: number;
  readonly annealing: number;
}

/** An optimiser whose iterate is the point, and that takes a step with every gradient that is finite. */
export abstract class FirstOrderOptimizer implements Optimizer {
  readonly point: Float32Array;
  evaluations = 0;
  stalled = false;
  /** Steps taken so far. */
  protected steps = 0;

  readonly #lengths: StepLengthSettings;
  readonly #clampTo: ClampRange | undefined;
  readonly #iterations: number;
  readonly #share: () => number;

  /** @param start copied */
  constructor(
    lengths: StepLengthSettings,
    start: Float32Array,
    { clampTo, iterations = Infinity, share = () => 1 }: OptimizerOptions,
  ) {
    this.point = start.slice();
    this.#lengths = lengths;
    this.#clampTo = clampTo;
    this.#iterations = iterations;
    this.#share = share;
  }

  /**
   * How long the step is that `step` takes: the learning rate, divided by 1 + decay·t after t steps as in Keras and Torch 7,
   * and annealed along half a cosine over the iterations (Loshchilov & Hutter 2017, SGDR, equation 5, which starts anew
   * with every size; torch.optim.lr_scheduler.CosineAnnealingLR).
   */
  protected get stepLength(): number {
    const { learningRate, decay, annealing } = this.#lengths;
    const progress = Math.min(1, (this.evaluations - 1) / this.#iterations);
    const share = annealing + ((1 - annealing) * (1 + Math.cos(Math.PI * progress))) / 2;
    return (this.#share() * share * learningRate) / (1 + decay * this.steps);
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
