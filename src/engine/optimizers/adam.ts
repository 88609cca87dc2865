import { StylizeError } from '../../channel/errors';
import type { OptimizerSettings } from '../../recipe/schema/optimizers';
import { checkKind, restoreValues } from './checks';
import { FirstOrderOptimizer } from './first-order';
import type { OptimizerOptions } from './optimizer';
import type { AdamState, OptimizerState } from './state';

/** What its variables stand for makes no difference to it. */
export type AdamSettings = Omit<Extract<OptimizerSettings, { kind: 'adam' }>, 'space'>;

/** Adam (Kingma & Ba 2015, algorithm 1), with epsilon outside the root as there and in torch.optim.Adam. */
export class Adam extends FirstOrderOptimizer {
  readonly #settings: AdamSettings;
  readonly #first: Float32Array;
  readonly #second: Float32Array;

  constructor(settings: AdamSettings, start: Float32Array, options: OptimizerOptions = {}) {
    super(settings, start, options);
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
    this.#first = first;
    this.#second = second;
    this.steps = steps;
  }

  state(): AdamState {
    return { kind: 'adam', ...this.commonState(), first: this.#first, second: this.#second };
  }

  restore(state: OptimizerState): void {
    checkKind(state, 'adam');
    this.restoreCommon(state);
    restoreValues(this.#first, state.first);
    restoreValues(this.#second, state.second);
  }

  protected step(gradient: Float32Array): void {
    const { beta1, beta2, epsilon } = this.#settings;
    const point = this.point;
    const first = this.#first;
    const second = this.#second;
    const stepSize = this.stepLength / (1 - beta1 ** (this.steps + 1));
    const secondScale = 1 / (1 - beta2 ** (this.steps + 1));
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
