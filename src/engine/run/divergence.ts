import type { Losses } from '../../contracts/engine';
import { StylizeError } from '../../channel/errors';
import type { Recipe } from '../../recipe/recipe';
import { dot } from '../optimizers/vectors';
import type { LossGroup } from './terms';
import { colorUnit } from './units';

/** A loss so many times the reference is out of hand … */
const hopelessGrowth = 1e4;
/** … unless it comes back: the second step of L-BFGS without a line search can overshoot by far, and the third return. */
const hopelessPatience = 5;
/** So many times, and that for … */
const badGrowth = 2;
/** … so many evaluations in a row, is a run that will not come back. Adam with a step that is far too large does within 20. */
const patience = 30;
/** A picture whose loss is above so many times the lowest is not one to keep. */
const soundGrowth = 2;

/**
 * Follows the loss of the iterates at one scale and tells when a minimisation has turned into its opposite.
 *
 * What a loss may grow to is measured by a reference: what it was at first, or what it would be if the picture had
 * nothing of the targets, whichever is more. A run that starts near its goal may rise by far and is sound all the same.
 */
export class LossWatch {
  #first: number | undefined;
  #lowest = Infinity;
  #timesBad = 0;
  #timesHopeless = 0;
  readonly #emptyLoss: number;

  /** @param emptyLoss what the loss would be with all features 0 */
  constructor(emptyLoss: number) {
    this.#emptyLoss = emptyLoss;
  }

  /** The loss at the first iterate; undefined until there is one that is a number. */
  get first(): number | undefined {
    return this.#first;
  }

  /** @param loss finite, of the picture that is shown */
  next(loss: number): 'sound' | 'doubtful' | 'diverged' {
    this.#first ??= loss;
    const reference = Math.max(this.#first, this.#emptyLoss);
    this.#lowest = Math.min(this.#lowest, loss);
    this.#timesBad = loss > badGrowth * reference ? this.#timesBad + 1 : 0;
    this.#timesHopeless = loss > hopelessGrowth * reference ? this.#timesHopeless + 1 : 0;
    if (this.#timesHopeless >= hopelessPatience || this.#timesBad >= patience) return 'diverged';
    return loss <= soundGrowth * this.#lowest ? 'sound' : 'doubtful';
  }
}

/** How far beyond 0..255 a picture may be on the whole, in times its range. */
const displayableRange = 100;

/** Whether a picture, RGB 0..255, is one, or numbers that have lost all measure. */
export function isDisplayable(picture: Float32Array): boolean {
  return dot(picture, picture) / picture.length < (displayableRange * 255) ** 2;
}

/** Whether every loss is a number. */
export const areFinite = (losses: Losses): boolean => Object.values(losses).every(Number.isFinite);

/**
 * The picture itself cannot be judged: nothing has been painted yet, so that it is no step that is too large, but a
 * weight, or the device.
 *
 * @param losses weighted, not all finite, or with a gradient that is not
 * @param weights by which they were multiplied
 */
export function notComputable(losses: Losses, weights: Record<LossGroup, number>): StylizeError {
  const keys = { content: 'content.weight', style: 'style.weight', tv: 'totalVariation.weight' } as const;
  const groups = (Object.keys(keys) as LossGroup[]).filter((group) => weights[group] > 0);
  const largest = groups.toSorted((a, b) => Math.abs(losses[b]) - Math.abs(losses[a]))[0];
  const broken = groups.find((group) => !Number.isFinite(losses[group])) ?? largest ?? 'style';
  const key = keys[broken];
  // Single precision, which the device computes in, ends at 3.4e38; a loss before its weight may have most of that.
  if (weights[broken] > largestWeight) {
    return new StylizeError(
      'diverged',
      `${key} is ${weights[broken]}: the ${words[broken]} grows beyond what can be computed.`,
      { hint: `Lower ${key}; only the ratio of the weights decides what the picture looks like.` },
    );
  }
  return new StylizeError('diverged', `The ${words[broken]} of the picture is not a number.`, {
    hint: `Try another device ("--device cpu"), or lower ${key}, now ${weights[broken]}.`,
  });
}

const largestWeight = 1e15;

const words: Readonly<Record<LossGroup, string>> = {
  content: 'content loss',
  style: 'style loss',
  tv: 'total variation loss',
};

/** The steps have led away from the goal. */
export function diverged(recipe: Recipe, from: number | undefined, to: number): StylizeError {
  const { optimizer } = recipe;
  const grown =
    from === undefined || !Number.isFinite(to)
      ? 'the loss is no longer a number'
      : `the loss has grown from ${short(from)} to ${short(to)}`;
  if (optimizer.kind === 'lbfgs' && optimizer.lineSearch !== 'none') {
    return new StylizeError('diverged', `The run has diverged: ${grown}.`, {
      hint: 'Lower the weights of the losses, style.weight first, or set optimizer.kind to adam.',
    });
  }
  const { learningRate } = optimizer;
  const usual = { adam: 5 / colorUnit(recipe), lbfgs: 1, sgd: Infinity }[optimizer.kind];
  const better = Number(Math.min(usual, learningRate / 10).toPrecision(1));
  const others = {
    adam: recipe.clamp ? '' : ', or set clamp to true',
    lbfgs: ', or set optimizer.lineSearch to strong-wolfe',
    sgd: recipe.clamp ? '' : ', or set clamp to true',
  }[optimizer.kind];
  return new StylizeError(
    'diverged',
    `The run has diverged: ${grown}. optimizer.learningRate ${learningRate} is too large.`,
    { hint: `Lower optimizer.learningRate, to ${better} for a start${others}.` },
  );
}

const short = (value: number) => value.toPrecision(3).replace('e+', 'e');
