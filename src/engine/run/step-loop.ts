import { setImmediate } from 'node:timers/promises';

import type { Losses } from '../../protocol/engine';
import type { Recipe } from '../../protocol/recipe';
import { AveragedIterate } from '../optimizers/averaged-iterate';
import { createOptimizer } from '../optimizers/create-optimizer';
import type { AdamMoments, Optimizer } from '../optimizers/optimizer';
import type { Objective } from '../runtime/backend';
import { weightOf, type GroupWeights, type WeightedTerm } from './terms';
import { colorUnit } from './units';

/**
 * Minimises an objective at one scale, step by step. Holds what a step needs and nothing of where pictures come from or
 * go to. The optimiser works in the recipe's unit of colour, for which its step sizes are meant.
 */
export class StepLoop {
  private readonly optimizer: Optimizer;
  private readonly average: AveragedIterate | undefined;
  /** How many of 0..255 are one in the optimiser's picture. */
  private readonly unit: number;

  /**
   * @param start [3, H, W], RGB 0..255; copied
   * @param moments Adam's, from the scale before, brought to this size
   */
  constructor(
    recipe: Recipe,
    private readonly objective: Objective,
    private readonly terms: readonly WeightedTerm[],
    private weights: GroupWeights,
    start: Float32Array,
    moments?: AdamMoments,
  ) {
    this.unit = colorUnit(recipe);
    this.optimizer = createOptimizer(recipe.optimizer, multiplied(start, 1 / this.unit), {
      clampTo: recipe.clamp ? { low: 0, high: 255 / this.unit } : undefined,
      moments,
    });
    if (recipe.averaging > 0) this.average = new AveragedIterate(start.length, recipe.averaging);
    this.setFactors();
  }

  /** The picture to show and to hand over: [3, H, W], a copy. */
  get picture(): Float32Array {
    // L-BFGS accepts no step before its second evaluation: until then there is nothing to average.
    const picture = this.average?.updates ? this.average.value() : this.optimizer.iterate.slice();
    return multiplied(picture, this.unit);
  }

  /** Adam's, for the next scale. */
  get moments(): AdamMoments | undefined {
    return this.optimizer.moments;
  }

  /** Nothing can be gained any more at this scale. */
  get stalled(): boolean {
    return this.optimizer.stalled;
  }

  /** Evaluates once and moves on. Lets the process hear its messages before it returns. */
  async step(): Promise<Losses> {
    const { values, gradient } = await this.objective.evaluate(multiplied(this.optimizer.point, this.unit));
    const losses = sumLosses(this.terms, this.weights, values);
    if (this.optimizer.tell(losses.total, multiplied(gradient, this.unit)))
      this.average?.update(this.optimizer.iterate);
    await setImmediate();
    return losses;
  }

  /** New weights; targets have been changed by the caller. */
  reweight(weights: GroupWeights): void {
    this.weights = weights;
    this.setFactors();
    this.optimizer.objectiveChanged();
  }

  private setFactors(): void {
    for (const term of this.terms) {
      this.objective.setFactor(term.term.name, term.gradientShare * weightOf(term, this.weights));
    }
  }
}

/** The values times a factor; themselves when it is 1. */
function multiplied(values: Float32Array, factor: number): Float32Array {
  return factor === 1 ? values : values.map((value) => factor * value);
}

/** Weighted losses by group from the terms' values. */
export function sumLosses(
  terms: readonly WeightedTerm[],
  weights: GroupWeights,
  values: ArrayLike<number>,
): Losses {
  const losses = { content: 0, style: 0, tv: 0, total: 0 };
  for (const [index, term] of terms.entries()) {
    const loss = term.share * weightOf(term, weights) * values[index]!;
    losses[term.group] += loss;
    losses.total += loss;
  }
  return losses;
}
