import { restoreValues } from '../checks';
import type { ClampRange } from '../optimizer';
import type { CurvaturePair, CurvatureState } from '../state';
import {
  clearOutward,
  dot,
  innerProducts,
  setToCombination,
  setToDifference,
  setToNegative,
  type Vector,
} from '../vectors';

/**
 * The last m pairs (s, y) of L-BFGS, and the product of their inverse Hessian H with a gradient by the two-loop
 * recursion (Nocedal & Wright 2006, algorithm 7.4).
 *
 * The recursion is carried out on numbers in place of vectors (Chen, Wang & Zhou 2014, "Large-scale L-BFGS using
 * MapReduce", algorithm 3): H·g is a combination of the pairs and g whose weights depend on nothing but inner products,
 * and of those a new gradient only brings sᵀg and yᵀg. So each vector is read twice a direction, four of them at a
 * time, and rounding to their precision happens once, at the end. A pair's memory, 2n numbers, is taken when it is first needed
 * and used again after `restart`.
 *
 * Within bounds a direction leaves alone what is at a bound and would cross it (two-metric projection, Bertsekas 1982, as in
 * Schmidt's minConf_TMP): with M, which sets these to 0, it is −M·H·M·g, along which the loss falls as well.
 */
export class CurvatureHistory {
  /** Gradient at the iterate of the last direction, [n]. */
  readonly gradient: Vector;

  readonly #capacity: number;
  /** A ring: the oldest pair is at `#oldest`. What is said of slots below are indices of it. */
  readonly #ring: CurvaturePair[] = [];
  /** sᵢᵀyⱼ at [i·m + j], by slot, for a pair j that is not older than i. */
  readonly #stepChange: Float64Array;
  /** yᵢᵀyⱼ at [i·m + j] and [j·m + i], by slot. */
  readonly #changeChange: Float64Array;
  /** sᵢᵀg and yᵢᵀg with the gradient of the last direction, by slot. */
  readonly #stepGradient: Float64Array;
  readonly #changeGradient: Float64Array;
  #oldest = 0;
  #count = 0;

  readonly #newVector: () => Vector;
  readonly #bounds: ClampRange | undefined;

  /** For at most `capacity` pairs of vectors, which `newVector` makes, and iterates within bounds. */
  constructor(capacity: number, newVector: () => Vector, bounds?: ClampRange) {
    this.#bounds = bounds;
    this.gradient = newVector();
    this.#newVector = newVector;
    this.#capacity = capacity;
    this.#stepChange = new Float64Array(capacity ** 2);
    this.#changeChange = new Float64Array(capacity ** 2);
    this.#stepGradient = new Float64Array(capacity);
    this.#changeGradient = new Float64Array(capacity);
  }

  /** Whether it has learnt nothing yet, so that a direction is that of steepest descent. */
  get isEmpty(): boolean {
    return this.#count === 0;
  }

  /** All that decides the directions to come, with m = `capacity`. Live: clone it to keep it. */
  state(): CurvatureState {
    return {
      gradient: this.gradient,
      // Once the ring has turned it is full: the pairs that count always come first.
      pairs: this.#ring.slice(0, this.#count),
      oldest: this.#oldest,
      stepChange: this.#stepChange,
      changeChange: this.#changeChange,
      stepGradient: this.#stepGradient,
      changeGradient: this.#changeGradient,
    };
  }

  /** Takes the pairs over as they are: they are most of an optimiser's memory. */
  restore({ pairs, oldest, ...state }: CurvatureState): void {
    restoreValues(this.gradient, state.gradient);
    restoreValues(this.#stepChange, state.stepChange);
    restoreValues(this.#changeChange, state.changeChange);
    restoreValues(this.#stepGradient, state.stepGradient);
    restoreValues(this.#changeGradient, state.changeGradient);
    this.#ring.splice(0, Infinity, ...pairs);
    this.#oldest = oldest;
    this.#count = pairs.length;
  }

  /**
   * Forgets every pair and writes −g to `direction`; all [n].
   *
   * @returns gᵀ·direction, the slope along it
   */
  restart(iterate: Vector, gradient: Vector, direction: Vector): number {
    this.#oldest = 0;
    this.#count = 0;
    this.gradient.set(gradient);
    setToNegative(direction, gradient);
    this.#keepWithin(direction, iterate, gradient);
    return dot(gradient, direction);
  }

  /**
   * Keeps the pair of the step from the last direction's iterate to another one, in place of the oldest when full, and
   * writes the quasi-Newton direction there, −H·g, to `direction`; all [n]. A pair with yᵀs ≤ `minimumCurvature` is
   * passed over: it would not keep the Hessian positive.
   *
   * @returns gᵀ·direction, the slope along it
   */
  advance(
    iterate: Vector,
    previousIterate: Vector,
    gradient: Vector,
    minimumCurvature: number,
    direction: Vector,
  ): number {
    const isNew = this.#add(iterate, previousIterate, gradient, minimumCurvature);
    this.gradient.set(gradient);
    if (this.#count === 0) return this.restart(iterate, gradient, direction);

    const slots = Array.from({ length: this.#count }, (_, i) => (this.#oldest + i) % this.#capacity);
    const steps = slots.map((slot) => this.#ring[slot]!.step);
    const changes = slots.map((slot) => this.#ring[slot]!.change);
    const vectors = [...steps, ...changes];
    const products = innerProducts(vectors, gradient);
    this.#learn(slots, products, isNew);
    if (this.#bounds) {
      direction.set(gradient);
      this.#keepWithin(direction, iterate, gradient);
      const weights = this.#weights(slots, innerProducts(vectors, direction));
      setToCombination(direction, weights, [...vectors, direction]);
      this.#keepWithin(direction, iterate, gradient);
    } else {
      setToCombination(direction, this.#weights(slots, products), [...vectors, gradient]);
    }
    return dot(gradient, direction);
  }

  #keepWithin(direction: Vector, iterate: Vector, gradient: Vector): void {
    if (this.#bounds) clearOutward(direction, iterate, gradient, this.#bounds);
  }

  /** Keeps a pair, all but its products with the others; whether it did. */
  #add(iterate: Vector, previousIterate: Vector, gradient: Vector, minimumCurvature: number): boolean {
    const previousGradient = this.gradient;
    let curvature = 0;
    let changeSquared = 0;
    for (let i = 0; i < iterate.length; i++) {
      const change = gradient[i]! - previousGradient[i]!;
      curvature += change * (iterate[i]! - previousIterate[i]!);
      changeSquared += change * change;
    }
    if (!(curvature > minimumCurvature)) return false;

    const slot = this.#takeSlot();
    const { step, change } = (this.#ring[slot] ??= {
      step: this.#newVector(),
      change: this.#newVector(),
    });
    setToDifference(step, iterate, previousIterate);
    setToDifference(change, gradient, previousGradient);
    this.#stepChange[slot * this.#capacity + slot] = curvature;
    this.#changeChange[slot * this.#capacity + slot] = changeSquared;
    return true;
  }

  /**
   * Takes in sᵀg, then yᵀg, of all pairs, oldest first. The last change is this gradient less the one before, so the
   * products of a new pair with the others follow.
   */
  #learn(slots: readonly number[], products: Float64Array, newestIsNew: boolean): void {
    const m = this.#capacity;
    const count = slots.length;
    const newest = slots[count - 1]!;
    for (const [i, slot] of slots.entries()) {
      const stepGradient = products[i]!;
      const changeGradient = products[count + i]!;
      if (newestIsNew && slot !== newest) {
        this.#stepChange[slot * m + newest] = stepGradient - this.#stepGradient[slot]!;
        const product = changeGradient - this.#changeGradient[slot]!;
        this.#changeChange[slot * m + newest] = product;
        this.#changeChange[newest * m + slot] = product;
      }
      this.#stepGradient[slot] = stepGradient;
      this.#changeGradient[slot] = changeGradient;
    }
  }

  /**
   * Weights of the steps, the changes (both oldest first) and the gradient in −H·g.
   *
   * @param products sᵀg, then yᵀg, of all pairs, oldest first
   */
  #weights(slots: readonly number[], products: Float64Array): Float64Array {
    const m = this.#capacity;
    const count = slots.length;
    const stepChange = (i: number, j: number) => this.#stepChange[slots[i]! * m + slots[j]!]!;
    const changeChange = (i: number, j: number) => this.#changeChange[slots[i]! * m + slots[j]!]!;

    // First loop: q = g − Σ αⱼyⱼ, of which only its products with the steps are needed.
    const alpha = new Float64Array(count);
    for (let i = count - 1; i >= 0; i--) {
      let product = products[i]!;
      for (let j = i + 1; j < count; j++) product -= alpha[j]! * stepChange(i, j);
      alpha[i] = product / stepChange(i, i);
    }
    // The initial H is γ = sᵀy / yᵀy of the newest pair (Nocedal & Wright, equation 7.20).
    const gamma = stepChange(count - 1, count - 1) / changeChange(count - 1, count - 1);
    // Second loop: H·g = γq + Σ (αⱼ − βⱼ)sⱼ.
    const weights = new Float64Array(2 * count + 1);
    for (let i = 0; i < count; i++) {
      let product = products[count + i]!;
      for (let j = 0; j < count; j++) product -= alpha[j]! * changeChange(i, j);
      product *= gamma;
      for (let j = 0; j < i; j++) product -= weights[j]! * stepChange(j, i);
      weights[i] = product / stepChange(i, i) - alpha[i]!;
      weights[count + i] = gamma * alpha[i]!;
    }
    weights[2 * count] = -gamma;
    return weights;
  }

  /** Where the next pair goes. */
  #takeSlot(): number {
    const slot = (this.#oldest + this.#count) % this.#capacity;
    if (this.#count < this.#capacity) this.#count++;
    else this.#oldest = (this.#oldest + 1) % this.#capacity;
    return slot;
  }
}
