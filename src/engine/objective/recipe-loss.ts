import type { Losses } from '../../contracts/engine';
import type { OptimizeWeights } from '../../recipe/live';
import type { OptimizeRecipe } from '../../recipe/recipe';
import type { Size } from '../imaging/picture';
import type { Network } from '../network/network';
import type { Backend, Objective } from '../runtime/backend';
import { paintableGradient } from './colors';
import { MatchedTerms } from './matching/matched-terms';
import { createWeightedObjective } from './objective';
import type { Region } from './regions';
import type { Targets } from './targets';
import { weightOf, type WeightedTerm } from './terms';

export interface Comparison {
  /** Of the pictures whose loss is wanted. */
  readonly size: Size;
  readonly regions: readonly Region[];
  /** For pictures of this size. */
  readonly targets: Targets;
  /** As for `Backend.createObjective`. */
  readonly tile?: number | undefined;
}

export interface RecipeLossValue {
  readonly losses: Losses;
  /** What each layer adds to the total, by the names of its terms: `content relu4_2`, `style relu1_1` … */
  readonly layers: ReadonlyMap<string, number>;
  /** [3, H, W], of the total with respect to the picture. Overwritten by the next evaluation. */
  readonly gradient: Float32Array;
}

/** A recipe's loss for pictures of one size, compiled for a device: its weights may change, all else is decided. */
export class RecipeLoss {
  /** In a recipe that compares places: they have to be matched, where they are due, before an evaluation. */
  readonly matched: MatchedTerms | undefined;
  readonly #recipe: OptimizeRecipe;
  readonly #objective: Objective;
  /** In the order of the objective's values. */
  readonly #terms: readonly WeightedTerm[];
  readonly #targets: Targets;
  #weights: OptimizeWeights;

  static async create(
    backend: Backend,
    recipe: OptimizeRecipe,
    network: Network,
    { size, regions, targets, tile }: Comparison,
    weights: OptimizeWeights,
  ): Promise<RecipeLoss> {
    const { objective, terms } = await createWeightedObjective(backend, recipe, network, size, regions, tile);
    return new RecipeLoss(recipe, objective, terms, targets, weights);
  }

  private constructor(
    recipe: OptimizeRecipe,
    objective: Objective,
    terms: readonly WeightedTerm[],
    targets: Targets,
    weights: OptimizeWeights,
  ) {
    this.#recipe = recipe;
    this.#objective = objective;
    this.#terms = terms;
    this.#targets = targets;
    this.#weights = weights;
    const { matching } = targets;
    if (matching) {
      const all = terms.map(({ term }) => term);
      this.matched = new MatchedTerms(matching, all, objective, weights);
    }
    this.reweight(weights);
  }

  get weights(): OptimizeWeights {
    return this.#weights;
  }

  /** Takes effect with the next evaluation. */
  reweight(weights: OptimizeWeights): void {
    this.#weights = weights;
    this.matched?.reweight(weights);
    this.#targets.apply(this.#objective, this.#terms, weights.mix);
    for (const term of this.#terms) {
      this.#objective.setFactor(term.term.name, term.gradientShare * weightOf(term, weights));
    }
  }

  /** What the loss would be of a picture whose features are 0 everywhere. */
  get emptyLoss(): number {
    return this.#targets.emptyLoss(this.#terms, this.#weights);
  }

  /**
   * With `colors: luminance` a gray picture has a gray gradient.
   *
   * @param picture [3, H, W], RGB 0..255
   * @param signal ends it at once: it throws the signal's reason
   */
  async evaluate(picture: Float32Array, signal?: AbortSignal): Promise<RecipeLossValue> {
    const { values, gradient } = await this.#objective.evaluate(picture, signal);
    this.matched?.count();
    const layers = new Map<string, number>();
    const losses = { content: 0, style: 0, tv: 0, total: 0 };
    for (const [index, term] of this.#terms.entries()) {
      const loss = term.share * weightOf(term, this.#weights) * values[index]!;
      losses[term.group] += loss;
      losses.total += loss;
      if (term.group !== 'tv') layers.set(term.term.name, loss);
    }
    return { losses, layers, gradient: paintableGradient(this.#recipe.colors, gradient) };
  }

  dispose(): Promise<void> {
    return this.#objective.dispose();
  }
}
