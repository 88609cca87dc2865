import type { OptimizerSettings } from '../../recipe/schema/optimizers';
import { checkKind, restoreValues } from './checks';
import { FirstOrderOptimizer } from './first-order';
import type { OptimizerOptions } from './optimizer';
import type { OptimizerState, SgdState } from './state';

/** What its variables stand for makes no difference to it. */
export type SgdSettings = Omit<Extract<OptimizerSettings, { kind: 'sgd' }>, 'space'>;

/** Gradient descent with momentum as in torch.optim.SGD: v ← momentum·v + g and x ← x − lr·v. */
export class Sgd extends FirstOrderOptimizer {
  readonly #settings: SgdSettings;
  readonly #velocity: Float32Array;

  constructor(settings: SgdSettings, start: Float32Array, options: OptimizerOptions = {}) {
    super(settings, start, options);
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
    const { momentum } = this.#settings;
    const rate = this.stepLength;
    const velocity = this.#velocity;
    for (let i = 0; i < velocity.length; i++) {
      velocity[i] = momentum * velocity[i]! + gradient[i]!;
      this.point[i] = this.point[i]! - rate * velocity[i]!;
    }
  }
}
