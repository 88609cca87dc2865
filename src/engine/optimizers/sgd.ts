import type { OptimizerSettings } from '../../recipe/schema/optimizers';
import { checkKind, restoreValues } from './checks';
import { FirstOrderOptimizer } from './first-order';
import type { OptimizerOptions } from './optimizer';
import type { OptimizerState, SgdState } from './state';

export type SgdSettings = Extract<OptimizerSettings, { kind: 'sgd' }>;

/**
 * Gradient descent with momentum as in torch.optim.SGD, v ← momentum·v + g and x ← x − lr·v, where after t steps lr is
 * the learning rate divided by 1 + decay·t, as in Torch 7 and Keras.
 */
export class Sgd extends FirstOrderOptimizer {
  readonly #settings: SgdSettings;
  readonly #velocity: Float32Array;

  constructor(settings: SgdSettings, start: Float32Array, { clampTo }: OptimizerOptions = {}) {
    super(start, clampTo);
    this.#settings = settings;
    this.#velocity = new Float32Array(start.length);
  }

  state(): SgdState {
    return { kind: 'sgd', ...this.commonState(), velocity: this.#velocity };
  }

  restore(state: OptimizerState): void {
    checkKind(state, 'sgd');
    this.restoreCommon(state);
    restoreValues(this.#velocity, state.velocity);
  }

  protected step(gradient: Float32Array): void {
    const { learningRate, momentum, decay } = this.#settings;
    const rate = learningRate / (1 + decay * this.steps);
    const velocity = this.#velocity;
    for (let i = 0; i < velocity.length; i++) {
      velocity[i] = momentum * velocity[i]! + gradient[i]!;
      this.point[i] = this.point[i]! - rate * velocity[i]!;
    }
  }
}
