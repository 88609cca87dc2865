import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Losses } from '../../../contracts/engine';
import { encodeTargets } from '../../objective/targets';
import { weightOf } from '../../objective/terms';
import { fedNetwork } from '../../objective/units';
import { Adam } from '../../optimizers/adam';
import type { AdamState } from '../../optimizers/state';
import { platform } from '../../platform/platform';
import type { Trainer } from '../../runtime/training';
import type { Crops } from './crops';
import { initialParameters } from './parameters';
import type { TrainingPlan } from './plan';

/** A training between two steps: all that its future depends on, besides its plan. Plain data. */
export interface TrainingState {
  /** Steps since the beginning. */
  readonly iteration: number;
  readonly optimizer: AdamState;
  /** The last that was in order. */
  readonly good: AdamState;
  /** How much shorter steps have become, because longer ones led nowhere. */
  readonly stepShare: number;
  readonly setbacks: number;
  /** Running means; undefined before the first step, and after a setback. */
  readonly losses: Losses | undefined;
  /** The lowest of their totals. */
  readonly lowest: number;
}

/** Decay of the running means of the losses: crops differ much. */
const smoothness = 0.95;
/** A mean loss so many times the lowest is a training that has gone astray … */
const astray = 4;
/** … and one so near to it is a state to come back to, looked at after every so many steps. */
const inOrder = 1.5;
const goodEvery = 50;
/** How much shorter the steps are after a setback, and how many there may be. */
const shorter = 0.3;
const mostSetbacks = 4;
/** The first steps are shorter: Adam knows nothing yet of how large gradients are. */
const warmUp = 20;
/** How long the last steps are, as a share of the first. */
const shortest = 0.02;

/** Trains a transform network step by step (Johnson et al. 2016). */
export class Training {
  readonly #plan: TrainingPlan;
  readonly #trainer: Trainer;
  readonly #crops: Crops;
  readonly #optimizer: Adam;
  readonly #gradient: Float32Array;
  #good: AdamState;
  #iteration = 0;
  #stepShare = 1;
  #setbacks = 0;
  #losses: Losses | undefined;
  #lowest = Infinity;
  /** Of the whole training, before the step under way. */
  #fraction = 0;
  /** The crops of the next step, which are read while this one is computed. */
  #next: { readonly iteration: number; readonly crops: Promise<Float32Array[]> } | undefined;

  /** Looks at the styles and compiles the step. */
  static async create(plan: TrainingPlan, crops: Crops, from?: TrainingState): Promise<Training> {
    const { request, critic, styles, device, description, specification, terms, weights } = plan;
    const { recipe, styleSize } = request;
    const targets = await encodeTargets(device.backend, recipe, critic, {
      content: undefined,
      styles,
      result: { width: styleSize, height: styleSize },
    });
    const network = fedNetwork(recipe, critic);
    const trainer = await device.backend.createTrainer(network, description, specification);
    targets.apply(
      trainer,
      terms.filter(({ group }) => group === 'style'),
      weights.mix,
    );
    for (const term of terms) trainer.setFactor(term.term.name, term.gradientShare * weightOf(term, weights));
    return new Training(plan, trainer, crops, from);
  }

  private constructor(plan: TrainingPlan, trainer: Trainer, crops: Crops, from: TrainingState | undefined) {
    const { request, description } = plan;
    this.#plan = plan;
    this.#trainer = trainer;
    this.#crops = crops;
    const start = initialParameters(description, request.seed);
    const settings = {
      kind: 'adam',
      beta1: 0.9,
      beta2: 0.99,
      epsilon: 1e-8,
      decay: 0,
      annealing: 1,
    } as const;
    this.#optimizer = new Adam({ ...settings, learningRate: request.learningRate }, start, {
      share: () => this.#stepShare * this.#schedule(),
    });
    this.#gradient = new Float32Array(start.length);
    if (from) this.#restore(from);
    this.#good = from?.good ?? structuredClone(this.#optimizer.state());
  }

  get iteration(): number {
    return this.#iteration;
  }

  /** Running means; undefined before the first step. */
  get losses(): Losses | undefined {
    return this.#losses;
  }

  /** [P], which the next step changes. */
  get parameters(): Float32Array {
    return this.#optimizer.point;
  }

  /** Live: clone it to keep it. */
  state(): TrainingState {
    return {
      iteration: this.#iteration,
      optimizer: this.#optimizer.state(),
      good: this.#good,
      stepShare: this.#stepShare,
      setbacks: this.#setbacks,
      losses: this.#losses,
      lowest: this.#lowest,
    };
  }

  /** What the network makes of a picture now: [3, height, width], RGB 0..255. */
  paint(picture: Float32Array, width: number, height: number): Promise<Float32Array> {
    return this.#trainer.paint(this.parameters, picture, width, height);
  }

  /**
   * Learns from one batch of crops. A step that leads astray is taken back, with those before it, and from then on steps
   * are shorter.
   *
   * @param fraction how much of the training is done, 0 to 1
   * @param beforeCrop may throw to give the step up, as if it had not begun
   * @throws StylizeError `diverged` when that has not helped; as `Crops.crop`
   */
  async step(fraction: number, beforeCrop: () => void = () => undefined): Promise<void> {
    const { batch } = this.#plan.request;
    this.#fraction = fraction;
    const crops = await this.#cropsOf(this.#iteration);
    void this.#cropsOf(this.#iteration + 1).catch(() => undefined);
    const gradient = this.#gradient.fill(0);
    const values = new Float64Array(this.#plan.terms.length);
    for (const crop of crops) {
      beforeCrop();
      const evaluation = await this.#trainer.evaluate(this.parameters, crop);
      for (let i = 0; i < gradient.length; i++) gradient[i]! += evaluation.gradient[i]! / batch;
      for (let i = 0; i < values.length; i++) values[i]! += evaluation.values[i]! / batch;
    }
    const losses = this.#weighted(values);
    const isMoved = this.#optimizer.tell(losses.total, gradient);
    this.#iteration++;
    if (isMoved) this.#average(losses);
    const isAstray = (this.#losses?.total ?? Infinity) > astray * this.#lowest;
    if (!isMoved || isAstray) this.#goBack(losses.total);
    else if (this.#iteration % goodEvery === 0 && this.#losses!.total <= inOrder * this.#lowest)
      this.#good = structuredClone(this.#optimizer.state());
    await platform().pause();
  }

  async dispose(): Promise<void> {
    await this.#next?.crops.catch(() => undefined);
    await this.#trainer.dispose();
  }

  #restore(from: TrainingState): void {
    this.#optimizer.restore(from.optimizer);
    this.#iteration = from.iteration;
    this.#stepShare = from.stepShare;
    this.#setbacks = from.setbacks;
    this.#losses = from.losses;
    this.#lowest = from.lowest;
  }

  /** Longer after the first steps, then shorter along half a cosine (Loshchilov & Hutter 2017, equation 5). */
  #schedule(): number {
    const annealed = shortest + ((1 - shortest) * (1 + Math.cos(Math.PI * this.#fraction))) / 2;
    return Math.min(1, (this.#iteration + 1) / warmUp) * annealed;
  }

  #cropsOf(iteration: number): Promise<Float32Array[]> {
    const { batch } = this.#plan.request;
    if (this.#next?.iteration !== iteration) {
      const numbers = Array.from({ length: batch }, (_, i) => iteration * batch + i);
      this.#next = { iteration, crops: Promise.all(numbers.map((number) => this.#crops.crop(number))) };
    }
    return this.#next.crops;
  }

  /** @param values each term's, without its factor */
  #weighted(values: Float64Array): Losses {
    const losses = { content: 0, style: 0, tv: 0, total: 0 };
    for (const [index, term] of this.#plan.terms.entries()) {
      const loss = term.share * weightOf(term, this.#plan.weights) * values[index]!;
      losses[term.group] += loss;
      losses.total += loss;
    }
    return losses;
  }

  #average(losses: Losses): void {
    const before = this.#losses ?? losses;
    const mean = (key: keyof Losses) => smoothness * before[key] + (1 - smoothness) * losses[key];
    this.#losses = { content: mean('content'), style: mean('style'), tv: mean('tv'), total: mean('total') };
    this.#lowest = Math.min(this.#lowest, this.#losses.total);
  }

  #goBack(loss: number): void {
    if (this.#setbacks === mostSetbacks) throw diverged(this.#plan.request.learningRate, this.#lowest, loss);
    this.#setbacks++;
    this.#stepShare *= shorter;
    this.#optimizer.restore(structuredClone(this.#good));
    this.#losses = undefined;
  }
}

function diverged(learningRate: number, lowest: number, loss: number): StylizeError {
  const grown =
    Number.isFinite(loss) && Number.isFinite(lowest)
      ? l10n.t`the loss has grown from ${lowest.toPrecision(3)} to ${loss.toPrecision(3)}`
      : l10n.t`the loss is no longer a number`;
  return new StylizeError('diverged', l10n.t`The training has diverged: ${grown}.`, {
    hint: l10n.t`Lower the learning rate, to ${Number((learningRate / 10).toPrecision(1))} for a start, or the weights of the losses.`,
  });
}
