import type { Losses } from '../../../contracts/engine';
import type { OptimizeWeights } from '../../../recipe/live';
import type { OptimizeRecipe } from '../../../recipe/recipe';
import { areFinite, notComputable } from '../../objective/losses';
import type { MatchingState } from '../../objective/matching/matched-terms';
import type { RecipeLoss } from '../../objective/recipe-loss';
import { colorUnit } from '../../objective/units';
import { AveragedIterate } from '../../optimizers/averaged-iterate';
import { createOptimizer } from '../../optimizers/create-optimizer';
import type { Optimizer, OptimizerOptions } from '../../optimizers/optimizer';
import type { AdamMoments, AverageState, OptimizerState } from '../../optimizers/state';
import { dot } from '../../optimizers/vectors';
import { platform } from '../../platform/platform';
import { diverged, isDisplayable, LossWatch, type LossWatchState } from './divergence';
import { GainWatch, type GainWatchState } from './gain-watch';
import { pixels, type Space } from './space';

/** All that decides the steps to come at a scale: plain data, whose pictures are in the optimiser's unit of colour. */
export interface StepLoopState {
  readonly optimizer: OptimizerState;
  /** Of a recipe that averages. */
  readonly average: AverageState | undefined;
  readonly watch: LossWatchState;
  readonly gain: GainWatchState;
  /** Of the last evaluation that gave numbers. */
  readonly losses: Losses | undefined;
  /** The last picture whose loss was in order, [3, H, W]. */
  readonly sound: Float32Array;
  /** How many evaluations had been made when it was there. */
  readonly soundEvaluations: number;
  /** Of a loss that compares positions. */
  readonly matching: MatchingState | undefined;
}

/** What the loop asks of a loss. */
type Loss = Pick<RecipeLoss, 'weights' | 'reweight' | 'emptyLoss' | 'evaluate'> &
  Partial<Pick<RecipeLoss, 'matched'>>;

/**
 * Minimises a loss at one scale, step by step. Holds what a step needs and nothing of where pictures come from or go to.
 * The optimiser works in the recipe's unit of colour, for which its step sizes are meant.
 */
export class StepLoop {
  readonly #recipe: OptimizeRecipe;
  readonly #loss: Loss;
  readonly #optimizer: Optimizer;
  readonly #average: AveragedIterate | undefined;
  readonly #space: Space;
  /** How many of 0..255 are one in the optimiser's picture. */
  readonly #unit: number;
  #watch: LossWatch;
  #gain: GainWatch;
  #losses: Losses | undefined;
  readonly #sound: Float32Array;
  #soundEvaluations = 0;

  /**
   * @param start [3, H, W], RGB 0..255; copied
   * @param options Adam's moments from the scale before, brought to this size; how many steps there will be; and the space
   *   in which the optimiser looks for the picture, pixels unless given
   */
  constructor(
    recipe: OptimizeRecipe,
    loss: Loss,
    start: Float32Array,
    { space = pixels, ...options }: Pick<OptimizerOptions, 'moments' | 'iterations'> & { space?: Space } = {},
  ) {
    this.#recipe = recipe;
    this.#loss = loss;
    this.#unit = colorUnit(recipe);
    this.#watch = new LossWatch(loss.emptyLoss);
    this.#gain = new GainWatch(recipe.stop.gain);
    this.#sound = multiplied(start.slice(), 1 / this.#unit);
    this.#space = space;
    const variables = space.variablesOf(this.#sound);
    this.#optimizer = createOptimizer(recipe.optimizer, variables, {
      ...options,
      range: 255 / this.#unit,
      clampTo: recipe.clamp ? { low: 0, high: 255 / this.#unit } : undefined,
      slopesOnly: recipe.gradientNormalization,
    });
    if (recipe.averaging > 0) this.#average = new AveragedIterate(variables.length, recipe.averaging);
  }

  /** Live: clone it to keep it. */
  state(): StepLoopState {
    return {
      optimizer: this.#optimizer.state(),
      average: this.#average?.state(),
      watch: this.#watch.state(),
      gain: this.#gain.state(),
      losses: this.#losses,
      sound: this.#sound,
      soundEvaluations: this.#soundEvaluations,
      matching: this.#loss.matched?.state(),
    };
  }

  /**
   * Goes on from the state of a loop with the same recipe, loss and weights: to the same bits. Takes its arrays over.
   *
   * @throws StylizeError `internal` when it does not fit
   */
  restore(state: StepLoopState): void {
    this.#optimizer.restore(state.optimizer);
    if (state.average) this.#average?.restore(state.average);
    this.#watch.restore(state.watch);
    this.#gain.restore(state.gain);
    this.#losses = state.losses;
    this.#sound.set(state.sound);
    this.#soundEvaluations = state.soundEvaluations;
    if (state.matching) this.#loss.matched?.restore(state.matching);
  }

  /** The picture to show and to hand over: [3, H, W], RGB 0..255, a copy. */
  get picture(): Float32Array {
    return multiplied(this.#writePicture(new Float32Array(this.#sound.length)), this.#unit);
  }

  /**
   * The picture, when no step is to follow. The last one has not been judged: only that it can be shown is seen to.
   *
   * @throws StylizeError `diverged`
   */
  finish(): Float32Array {
    const { picture } = this;
    if (!isDisplayable(picture)) throw diverged(this.#recipe, this.#watch.first, NaN);
    return picture;
  }

  /**
   * The last picture whose loss was in order, [3, H, W], and how many evaluations had been made at this scale when it was
   * there; after a failure it may be all that is left.
   */
  get soundPicture(): { readonly data: Float32Array; readonly evaluations: number } {
    return { data: multiplied(this.#sound.slice(), this.#unit), evaluations: this.#soundEvaluations };
  }

  /** Of the last evaluation that gave numbers: of the picture before its step. */
  get losses(): Losses | undefined {
    return this.#losses;
  }

  /** Adam's, for the next scale. */
  get moments(): AdamMoments | undefined {
    const state = this.#optimizer.state();
    // Those of a pyramid's coefficients have no likeness at another size.
    return state.kind === 'adam' && this.#recipe.optimizer.space === 'pixels' ? state : undefined;
  }

  /** Steps taken at this scale. */
  get evaluations(): number {
    return this.#optimizer.evaluations;
  }

  /** Nothing, or next to nothing, can be gained any more at this scale. */
  get settled(): boolean {
    return this.#optimizer.stalled || this.#gain.isOver;
  }

  /**
   * Before a step of a loss that compares places: matches them, when it is time to. It takes much longer than a step.
   *
   * @param signal ends it, as if it had not begun: it throws the signal's reason
   */
  async prepare(signal?: AbortSignal): Promise<void> {
    const { matched } = this.#loss;
    if (!matched?.isDue) return;
    if (matched.isOutdated) this.#beginAnew();
    await matched.match(this.#pictureOf(this.#optimizer.iterate), signal);
  }

  /**
   * Evaluates once and moves on. Lets the process hear its messages before it returns.
   *
   * @returns the losses at the evaluated picture; at a trial that cannot be computed, those before it
   * @param signal ends it at once, as if it had not begun: it throws the signal's reason
   * @throws StylizeError `diverged`
   */
  async step(signal?: AbortSignal): Promise<Losses> {
    const optimizer = this.#optimizer;
    const { losses, gradient } = await this.#loss.evaluate(this.#pictureOf(optimizer.point), signal);
    const isComputed = areFinite(losses);
    const isFirst = this.#watch.first === undefined;
    // L-BFGS asks at the iterate first, and then at trials, each of which may become the iterate; the others never try.
    const isIterate = isFirst || optimizer.point === optimizer.iterate;
    if (isIterate && isComputed) this.#judge(losses.total);
    const slope = this.#space.gradientOf(multiplied(gradient, this.#unit));
    const moved = optimizer.tell(losses.total, slope);
    if (optimizer.stalled && !(isComputed && Number.isFinite(dot(gradient, gradient)))) {
      throw isFirst
        ? notComputable(losses, this.#loss.weights)
        : diverged(this.#recipe, this.#watch.first, NaN);
    }
    if (moved) {
      this.#average?.update(optimizer.iterate);
      if (!isIterate) this.#judge(losses.total);
    }
    await platform().pause();
    if (isComputed) {
      this.#losses = losses;
      this.#gain.next(losses.total);
    }
    return this.#losses ?? losses;
  }

  /**
   * Of any picture of this scale, [3, H, W], RGB 0..255; nothing is learnt from it.
   *
   * @throws StylizeError `diverged` when they are not numbers
   */
  async lossesOf(picture: Float32Array): Promise<Losses> {
    await this.#loss.matched?.recover();
    const { losses } = await this.#loss.evaluate(picture);
    if (!areFinite(losses)) throw diverged(this.#recipe, this.#watch.first, NaN);
    return losses;
  }

  reweight(weights: OptimizeWeights): void {
    this.#loss.reweight(weights);
    this.#beginAnew();
  }

  /** The loss is another one from now on. */
  #beginAnew(): void {
    this.#watch = new LossWatch(this.#loss.emptyLoss);
    this.#gain = new GainWatch(this.#recipe.stop.gain);
    this.#optimizer.objectiveChanged();
  }

  /** @param loss at the iterate */
  #judge(loss: number): void {
    const verdict = this.#watch.next(loss);
    if (verdict === 'diverged') throw diverged(this.#recipe, this.#watch.first, loss);
    if (verdict === 'doubtful') return;
    this.#writePicture(this.#sound);
    this.#soundEvaluations = this.evaluations;
  }

  /** In the optimiser's unit. */
  #writePicture(into: Float32Array): Float32Array {
    // L-BFGS accepts no step before its second evaluation: until then there is nothing to average.
    const variables = this.#average?.updates ? this.#average.value() : this.#optimizer.iterate;
    into.set(this.#space.pictureOf(variables));
    return into;
  }

  /** [3, H, W], RGB 0..255, maybe the optimiser's own array. */
  #pictureOf(variables: Float32Array): Float32Array {
    return multiplied(this.#space.pictureOf(variables), this.#unit);
  }
}

/** The values times a factor; themselves when it is 1. */
/** The last picture of a state whose loss was in order: [3, H, W], RGB 0..255, a copy. */
export const soundPicture = (recipe: OptimizeRecipe, { sound }: StepLoopState): Float32Array =>
  multiplied(sound.slice(), colorUnit(recipe));

function multiplied(values: Float32Array, factor: number): Float32Array {
  return factor === 1 ? values : values.map((value) => factor * value);
}
