import type { OptimizerSettings } from '../../protocol/recipe';

import { checkGradient, firstEvaluationNotFinite } from './checks';
import type { ClampRange, Optimizer, OptimizerOptions } from './optimizer';
import { clamp, dot } from './vectors';

export type SgdSettings = Extract<OptimizerSettings, { kind: 'sgd' }>;

/**
 * Gradient descent with momentum as in torch.optim.SGD, v ← momentum·v + g and x ← x − lr·v, where after t steps lr is
 * the learning rate divided by 1 + decay·t, as in Torch 7 and Keras.
 */
export class Sgd implements Optimizer {
  readonly point: Float32Array;
  readonly moments = undefined;
  evaluations = 0;
  stalled = false;

  readonly #settings: SgdSettings;
  readonly #clampTo: ClampRange | undefined;
  readonly #velocity: Float32Array;
  #steps = 0;

  constructor(settings: SgdSettings, start: Float32Array, { clampTo }: OptimizerOptions = {}) {
    this.#settings = settings;
    this.#clampTo = clampTo;
    this.point = start.slice();
    this.#velocity = new Float32Array(start.length);
  }

  get iterate(): Float32Array {
    return this.point;
  }

  tell(loss: number, gradient: Float32Array): boolean {
    checkGradient(gradient, this.point);
    this.evaluations++;
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
    this.#velocity.fill(0);
    this.stalled = false;
  }

  #step(gradient: Float32Array): void {
    const { learningRate, momentum, decay } = this.#settings;
    const rate = learningRate / (1 + decay * this.#steps);
    this.#steps++;
    const velocity = this.#velocity;
    for (let i = 0; i < velocity.length; i++) {
      velocity[i] = momentum * velocity[i]! + gradient[i]!;
      this.point[i] = this.point[i]! - rate * velocity[i]!;
    }
  }
}
