import { StylizeError } from '../../protocol/errors';
import type { OptimizerSettings } from '../../protocol/recipe';

import type { ClampRange, Optimizer, OptimizerOptions } from './optimizer';
import { checkGradient, firstEvaluationNotFinite } from './checks';
import { clamp, dot } from './vectors';

export type AdamSettings = Extract<OptimizerSettings, { kind: 'adam' }>;

/** Adam's state besides the iterate. */
export interface AdamMoments {
  /** Decaying mean of the gradients, not bias-corrected, [n]. */
  readonly first: Float32Array;
  /** Decaying mean of the squared gradients, not bias-corrected, [n], none negative. */
  readonly second: Float32Array;
  /** Steps that the moments have seen; decides their bias correction. */
  readonly steps: number;
}

/**
 * Adam (Kingma & Ba 2015, algorithm 1), with epsilon outside the root as there and in torch.optim.Adam; after t steps
 * the learning rate is divided by 1 + decay·t, as in Keras and Torch 7.
 */
export class Adam implements Optimizer {
  readonly point: Float32Array;
  evaluations = 0;
  stalled = false;

  readonly #settings: AdamSettings;
  readonly #clampTo: ClampRange | undefined;
  readonly #first: Float32Array;
  readonly #second: Float32Array;
  #steps: number;

  constructor(settings: AdamSettings, start: Float32Array, options: OptimizerOptions = {}) {
    const n = start.length;
    const { first, second, steps } = options.moments ?? {
      first: new Float32Array(n),
      second: new Float32Array(n),
      steps: 0,
    };
    if (first.length !== n || second.length !== n) {
      throw new StylizeError(
        'internal',
        `Adam moments of ${first.length} and ${second.length} values do not fit an image of ${n}`,
      );
    }
    this.#settings = settings;
    this.#clampTo = options.clampTo;
    this.point = start.slice();
    this.#first = first;
    this.#second = second;
    this.#steps = steps;
  }

  get iterate(): Float32Array {
    return this.point;
  }

  get moments(): AdamMoments {
    return { first: this.#first, second: this.#second, steps: this.#steps };
  }

  tell(loss: number, gradient: Float32Array): boolean {
    checkGradient(gradient, this.point);
    this.evaluations++;
    // The sum of squares of float32 values cannot overflow a double: it is finite exactly when every one is.
    this.stalled = !Number.isFinite(loss) || !Number.isFinite(dot(gradient, gradient));
    if (this.stalled) {
      if (this.evaluations === 1) throw firstEvaluationNotFinite(loss);
      return false;
    }
    this.#step(gradient);
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

  #step(gradient: Float32Array): void {
    const { learningRate, beta1, beta2, epsilon, decay } = this.#settings;
    const point = this.point;
    const first = this.#first;
    const second = this.#second;
    const rate = learningRate / (1 + decay * this.#steps);
    this.#steps++;
    const stepSize = rate / (1 - beta1 ** this.#steps);
    const secondScale = 1 / (1 - beta2 ** this.#steps);
    const gain1 = 1 - beta1;
    const gain2 = 1 - beta2;
    for (let i = 0; i < point.length; i++) {
      const g = gradient[i]!;
      const m = beta1 * first[i]! + gain1 * g;
      const v = beta2 * second[i]! + gain2 * g * g;
      first[i] = m;
      second[i] = v;
      point[i] = point[i]! - (stepSize * m) / (Math.sqrt(v * secondScale) + epsilon);
    }
  }
}
