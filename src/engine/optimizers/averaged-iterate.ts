import { StylizeError } from '../../channel/errors';
import { restoreValues } from './checks';
import type { AverageState } from './state';

/**
 * Exponential moving average of the accepted iterates, with Adam's bias correction (Kingma & Ba 2015, section 3):
 * after k updates `a_k / (1 − decay^k)` with `a_k = decay·a_{k−1} + (1 − decay)·x_k`. It takes the jitter out of the
 * last iterates; a decay of 0 is the last iterate itself.
 */
export class AveragedIterate {
  readonly #decay: number;
  readonly #sum: Float32Array;
  #updates = 0;

  /** For iterates of n values; `decay` in [0, 1). */
  constructor(n: number, decay: number) {
    this.#sum = new Float32Array(n);
    this.#decay = decay;
  }

  /** Number of iterates averaged so far. */
  get updates(): number {
    return this.#updates;
  }

  /** Takes in an accepted iterate, [n]. */
  update(iterate: Float32Array): void {
    const sum = this.#sum;
    checkLength(iterate, sum);
    const decay = this.#decay;
    const gain = 1 - decay;
    for (let i = 0; i < sum.length; i++) sum[i] = decay * sum[i]! + gain * iterate[i]!;
    this.#updates++;
  }

  /**
   * Writes the average to `into`, [n], and returns it.
   *
   * @throws StylizeError `internal` before the first update
   */
  value(into: Float32Array = new Float32Array(this.#sum.length)): Float32Array {
    const sum = this.#sum;
    checkLength(into, sum);
    if (this.#updates === 0) throw new StylizeError('internal', 'There is no iterate to average yet');
    const scale = 1 / (1 - this.#decay ** this.#updates);
    for (let i = 0; i < sum.length; i++) into[i] = scale * sum[i]!;
    return into;
  }

  /** All that decides the averages to come. Live: clone it to keep it. */
  state(): AverageState {
    return { sum: this.#sum, updates: this.#updates };
  }

  restore({ sum, updates }: AverageState): void {
    restoreValues(this.#sum, sum);
    this.#updates = updates;
  }
}

function checkLength(values: Float32Array, sum: Float32Array): void {
  if (values.length !== sum.length) {
    throw new StylizeError('internal', `${values.length} values do not fit an average of ${sum.length}`);
  }
}
