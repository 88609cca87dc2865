import isEqual from 'fast-deep-equal';

import type { OptimizeWeights } from '../../../recipe/live';
import type { NearestTerm, Term } from '../../losses/term';
import type { Objective } from '../../runtime/backend';
import type { Basis, Matching } from './matching';

/** What the terms go on from: plain data. */
export interface MatchingState {
  readonly basis: Basis;
  /** How many evaluations were made with it. */
  readonly age: number;
}

/** The terms of an objective that compare positions, and when their targets are looked for. */
export class MatchedTerms {
  readonly #matching: Matching;
  readonly #terms: readonly NearestTerm[];
  readonly #objective: Objective;
  #weights: OptimizeWeights;
  #state: MatchingState | undefined;
  /** Whether the targets of the state are still to be looked for. */
  #isRestored = false;

  constructor(matching: Matching, terms: readonly Term[], objective: Objective, weights: OptimizeWeights) {
    this.#matching = matching;
    this.#terms = terms.filter((term) => term.kind === 'nearest');
    this.#objective = objective;
    this.#weights = weights;
  }

  /** Whether targets have to be looked for before the next evaluation. */
  get isDue(): boolean {
    return this.#isRestored || this.isOutdated;
  }

  /** Whether the picture or the weights have changed too much for the targets there are. */
  get isOutdated(): boolean {
    if (!this.#state) return true;
    const { basis, age } = this.#state;
    return age >= this.#matching.renewedAfter || !isEqual(decisive(basis.weights), decisive(this.#weights));
  }

  reweight(weights: OptimizeWeights): void {
    this.#weights = weights;
  }

  /**
   * Looks for the targets.
   *
   * @param picture [3, H, W], RGB 0..255; unless the targets of a state are still to be found
   * @param signal ends it before its end: it throws the signal's reason
   */
  async match(picture: Float32Array, signal?: AbortSignal): Promise<void> {
    await this.#lookFor(this.#state && !this.isOutdated ? this.#state : this.#next(picture), signal);
  }

  /** Looks for the targets of a state that was restored, however outdated: for an evaluation that is no step. */
  async recover(): Promise<void> {
    if (this.#isRestored) await this.#lookFor(this.#state!);
  }

  /** An evaluation was made. */
  count(): void {
    if (this.#state) this.#state = { ...this.#state, age: this.#state.age + 1 };
  }

  state(): MatchingState | undefined {
    return this.#state;
  }

  restore(state: MatchingState): void {
    this.#state = state;
    this.#isRestored = true;
  }

  async #lookFor(state: MatchingState, signal?: AbortSignal): Promise<void> {
    const matches = await this.#matching.match(state.basis, this.#terms, signal);
    for (const [name, { target, center }] of matches) this.#objective.setTarget(name, target, center);
    this.#state = state;
    this.#isRestored = false;
  }

  #next(picture: Float32Array): MatchingState {
    const round = this.#state ? this.#state.basis.round + 1 : 0;
    return { basis: { picture: picture.slice(), weights: this.#weights, round }, age: 0 };
  }
}

/** The weights that have a say in what is matched with what. */
const decisive = ({ mix, ...weights }: OptimizeWeights) => [
  weights['content.weight'],
  weights['style.weight'],
  mix,
];
