import { setImmediate } from 'node:timers/promises';

import type { Losses } from '../../../contracts/engine';
import type { Weights } from '../../../recipe/live';
import type { Recipe } from '../../../recipe/recipe';
import { areFinite, notComputable, sumLosses } from '../../objective/losses';
import { weightOf, type WeightedTerm } from '../../objective/terms';
import { colorUnit } from '../../objective/units';
import { AveragedIterate } from '../../optimizers/averaged-iterate';
import { createOptimizer } from '../../optimizers/create-optimizer';
import type { Optimizer } from '../../optimizers/optimizer';
import type { AdamMoments } from '../../optimizers/state';
import { dot } from '../../optimizers/vectors';
import type { Objective } from '../../runtime/backend';
import { diverged, isDisplayable, LossWatch } from './divergence';

export interface StepLoopOptions {
  readonly moments?: AdamMoments | undefined;
  readonly emptyLoss?: ((weights: Weights) => number) | undefined;
}

/**
 * Minimises an objective at one scale, step by step. Holds what a step needs and nothing of where pictures come from or
 * go to. The optimiser works in the recipe's unit of colour, for which its step sizes are meant.
 */
export class StepLoop {
  private readonly optimizer: Optimizer;
  private readonly average: AveragedIterate | undefined;
  /** How many of 0..255 are one in the optimiser's picture. */
  private readonly unit: number;
  private readonly emptyLoss: (weights: Weights) => number;
  private watch: LossWatch;
  /** Of the last evaluation that gave numbers. */
  private losses: Losses | undefined;
  private readonly sound: Float32Array;
  private soundEvaluations = 0;
  private evaluations = 0;

  /**
   * @param start [3, H, W], RGB 0..255; copied
   * @param options.moments Adam's, from the scale before, brought to this size
   * @param options.emptyLoss what the loss would be with all features 0, for telling a loss that has grown beyond reason
   */
  constructor(
    private readonly recipe: Recipe,
    private readonly objective: Objective,
    private readonly terms: readonly WeightedTerm[],
    private weights: Weights,
    start: Float32Array,
    { moments, emptyLoss = () => 0 }: StepLoopOptions = {},
  ) {
    this.unit = colorUnit(recipe);
    this.emptyLoss = emptyLoss;
    this.watch = new LossWatch(emptyLoss(weights));
    this.sound = multiplied(start.slice(), 1 / this.unit);
    this.optimizer = createOptimizer(recipe.optimizer, multiplied(start, 1 / this.unit), {
      clampTo: recipe.clamp ? { low: 0, high: 255 / this.unit } : undefined,
      moments,
    });
    if (recipe.averaging > 0) this.average = new AveragedIterate(start.length, recipe.averaging);
    this.setFactors();
  }

  /** The picture to show and to hand over: [3, H, W], a copy. */
  get picture(): Float32Array {
    return multiplied(this.writePicture(new Float32Array(this.sound.length)), this.unit);
  }

  /**
   * The picture, when no step is to follow. The last one has not been judged: only that it can be shown is seen to.
   *
   * @throws StylizeError `diverged`
   */
  finish(): Float32Array {
    const { picture } = this;
    if (!isDisplayable(picture)) throw diverged(this.recipe, this.watch.first, NaN);
    return picture;
  }

  /**
   * The last picture whose loss was in order, [3, H, W], and how many evaluations had been made at this scale when it was
   * there; after a failure it may be all that is left.
   */
  get soundPicture(): { readonly data: Float32Array; readonly evaluations: number } {
    return { data: multiplied(this.sound.slice(), this.unit), evaluations: this.soundEvaluations };
  }

  /** Adam's, for the next scale. */
  get moments(): AdamMoments | undefined {
    const state = this.optimizer.state();
    return state.kind === 'adam' ? state : undefined;
  }

  /** Nothing can be gained any more at this scale. */
  get stalled(): boolean {
    return this.optimizer.stalled;
  }

  /**
   * Evaluates once and moves on. Lets the process hear its messages before it returns.
   *
   * @returns the losses at the evaluated picture; at a trial that cannot be computed, those before it
   * @throws StylizeError `diverged`
   */
  async step(): Promise<Losses> {
    const { optimizer, weights } = this;
    const { values, gradient } = await this.objective.evaluate(multiplied(optimizer.point, this.unit));
    const losses = sumLosses(this.terms, weights, values);
    const isComputed = areFinite(losses);
    const isFirst = this.watch.first === undefined;
    // L-BFGS asks at the iterate first, and then at trials, each of which may become the iterate; the others never try.
    const isIterate = isFirst || optimizer.point === optimizer.iterate;
    if (isIterate && isComputed) this.judge(losses.total);
    const moved = optimizer.tell(losses.total, multiplied(gradient, this.unit));
    if (optimizer.stalled && !(isComputed && Number.isFinite(dot(gradient, gradient)))) {
      throw isFirst ? notComputable(losses, weights) : diverged(this.recipe, this.watch.first, NaN);
    }
    this.evaluations++;
    if (moved) {
      this.average?.update(optimizer.iterate);
      if (!isIterate) this.judge(losses.total);
    }
    await setImmediate();
    if (isComputed) this.losses = losses;
    return this.losses ?? losses;
  }

  /** New weights; targets have been changed by the caller. */
  reweight(weights: Weights): void {
    this.weights = weights;
    this.watch = new LossWatch(this.emptyLoss(weights));
    this.setFactors();
    this.optimizer.objectiveChanged();
  }

  /** @param loss at the iterate */
  private judge(loss: number): void {
    const verdict = this.watch.next(loss);
    if (verdict === 'diverged') throw diverged(this.recipe, this.watch.first, loss);
    if (verdict === 'doubtful') return;
    this.writePicture(this.sound);
    this.soundEvaluations = this.evaluations;
  }

  /** In the optimiser's unit. */
  private writePicture(into: Float32Array): Float32Array {
    // L-BFGS accepts no step before its second evaluation: until then there is nothing to average.
    if (this.average?.updates) return this.average.value(into);
    into.set(this.optimizer.iterate);
    return into;
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
