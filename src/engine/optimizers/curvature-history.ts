import { addScaledThenDot, dot, scale, setToDifference, setToNegative } from './vectors';

interface Pair {
  /** Difference of two accepted iterates, s = x_{k+1} − x_k, [n]. */
  readonly step: Float32Array;
  /** Difference of their gradients, y = g_{k+1} − g_k, [n]. */
  readonly change: Float32Array;
  /** 1 / yᵀs. */
  inverseCurvature: number;
}

/**
 * The last m pairs (s, y) of L-BFGS and the two-loop recursion over them (Nocedal & Wright 2006, algorithm 7.4). A
 * pair's memory, 2n floats, is taken when it is first needed and used again after `clear`.
 */
export class CurvatureHistory {
  readonly #capacity: number;
  /** A ring: the oldest pair is at `#oldest`. */
  readonly #ring: Pair[] = [];
  readonly #weights: Float64Array;
  #oldest = 0;
  #count = 0;
  /** Scale of the initial inverse Hessian, sᵀy / yᵀy of the newest pair (Nocedal & Wright, equation 7.20). */
  #initialScale = 1;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.#weights = new Float64Array(capacity);
  }

  clear(): void {
    this.#oldest = 0;
    this.#count = 0;
    this.#initialScale = 1;
  }

  /**
   * Keeps the pair of two iterates and their gradients, all [n], in place of the oldest when full. A pair with
   * yᵀs ≤ `minimumCurvature` is passed over: it would not keep the Hessian positive.
   *
   * @returns whether the pair was kept
   */
  add(
    iterate: Float32Array,
    previousIterate: Float32Array,
    gradient: Float32Array,
    previousGradient: Float32Array,
    minimumCurvature: number,
  ): boolean {
    let curvature = 0;
    let changeSquared = 0;
    for (let i = 0; i < iterate.length; i++) {
      const change = gradient[i]! - previousGradient[i]!;
      curvature += change * (iterate[i]! - previousIterate[i]!);
      changeSquared += change * change;
    }
    if (!(curvature > minimumCurvature)) return false;

    const { step, change } = this.#take(iterate.length, 1 / curvature);
    setToDifference(step, iterate, previousIterate);
    setToDifference(change, gradient, previousGradient);
    this.#initialScale = curvature / changeSquared;
    return true;
  }

  /**
   * Writes the quasi-Newton direction −H·g to `direction`; both [n].
   *
   * @returns gᵀ·direction, the slope along it
   */
  direction(gradient: Float32Array, direction: Float32Array): number {
    setToNegative(direction, gradient);
    const count = this.#count;
    if (count === 0) return dot(gradient, direction);

    // Each pass adds to the direction and already takes the dot product that the next pass needs.
    const weights = this.#weights;
    let product = dot(this.#pair(count - 1).step, direction);
    for (let i = count - 1; i >= 0; i--) {
      const { change, inverseCurvature } = this.#pair(i);
      const weight = inverseCurvature * product;
      weights[i] = weight;
      const next = i > 0 ? this.#pair(i - 1).step : change;
      product = addScaledThenDot(direction, -weight, change, next);
    }
    scale(direction, this.#initialScale);
    product *= this.#initialScale;
    for (let i = 0; i < count; i++) {
      const { step, inverseCurvature } = this.#pair(i);
      const next = i < count - 1 ? this.#pair(i + 1).change : gradient;
      product = addScaledThenDot(direction, weights[i]! - inverseCurvature * product, step, next);
    }
    return product;
  }

  /** The i-th pair, counted from the oldest. */
  #pair(i: number): Pair {
    return this.#ring[(this.#oldest + i) % this.#capacity]!;
  }

  /** The memory of the pair to be written next. */
  #take(n: number, inverseCurvature: number): Pair {
    const slot = (this.#oldest + this.#count) % this.#capacity;
    if (this.#count < this.#capacity) this.#count++;
    else this.#oldest = (this.#oldest + 1) % this.#capacity;
    const pair = (this.#ring[slot] ??= {
      step: new Float32Array(n),
      change: new Float32Array(n),
      inverseCurvature,
    });
    pair.inverseCurvature = inverseCurvature;
    return pair;
  }
}
