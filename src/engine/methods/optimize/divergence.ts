import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { OptimizeRecipe } from '../../../recipe/recipe';
import { colorUnit } from '../../objective/units';
import { dot } from '../../optimizers/vectors';

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

export interface LossWatchState {
  readonly first: number | undefined;
  readonly lowest: number;
  /** In a row, until now. */
  readonly timesBad: number;
  readonly timesHopeless: number;
}

/**
 * Follows the loss of the iterates at one scale and tells when a minimisation has turned into its opposite.
 *
 * What a loss may grow to is measured by a reference: what it was at first, or what it would be if the picture had
 * nothing of the targets, whichever is more. A run that starts near its goal may rise by far and is sound all the same.
 */
export class LossWatch {
  #now: LossWatchState = { first: undefined, lowest: Infinity, timesBad: 0, timesHopeless: 0 };
  readonly #emptyLoss: number;

  /** @param emptyLoss what the loss would be with all features 0 */
  constructor(emptyLoss: number) {
    this.#emptyLoss = emptyLoss;
  }

  /** The first loss that is a finite number; undefined before there is one. */
  get first(): number | undefined {
    return this.#now.first;
  }

  state(): LossWatchState {
    return this.#now;
  }

  restore(state: LossWatchState): void {
    this.#now = state;
  }

  /** @param loss finite, of the picture that is shown */
  next(loss: number): 'sound' | 'doubtful' | 'diverged' {
    const { first = loss, timesBad, timesHopeless } = this.#now;
    const reference = Math.max(first, this.#emptyLoss);
    this.#now = {
      first,
      lowest: Math.min(this.#now.lowest, loss),
      timesBad: loss > badGrowth * reference ? timesBad + 1 : 0,
      timesHopeless: loss > hopelessGrowth * reference ? timesHopeless + 1 : 0,
    };
    if (this.#now.timesHopeless >= hopelessPatience || this.#now.timesBad >= patience) return 'diverged';
    return loss <= soundGrowth * this.#now.lowest ? 'sound' : 'doubtful';
  }
}

/** How far beyond 0..255 a picture may be on the whole, in times its range. */
const displayableRange = 100;

/** Whether a picture, RGB 0..255, is one, or numbers that have lost all measure. */
export function isDisplayable(picture: Float32Array): boolean {
  return dot(picture, picture) / picture.length < (displayableRange * 255) ** 2;
}

/** The steps have led away from the goal. */
export function diverged(recipe: OptimizeRecipe, from: number | undefined, to: number): StylizeError {
  const { optimizer } = recipe;
  const grown =
    from === undefined || !Number.isFinite(to)
      ? l10n.t`the loss is no longer a number`
      : l10n.t`the loss has grown from ${short(from)} to ${short(to)}`;
  if (optimizer.kind === 'lbfgs' && optimizer.lineSearch !== 'none') {
    return new StylizeError('diverged', l10n.t`The run has diverged: ${grown}.`, {
      hint: l10n.t`Lower the weights of the losses, style.weight first, or set optimizer.kind to adam.`,
    });
  }
  const { learningRate } = optimizer;
  const usual = { adam: 5 / colorUnit(recipe), lbfgs: 1, sgd: Infinity }[optimizer.kind];
  const better = Number(Math.min(usual, learningRate / 10).toPrecision(1));
  const cannotClamp = recipe.clamp || optimizer.space === 'pyramid';
  return new StylizeError(
    'diverged',
    l10n.t`The run has diverged: ${grown}. optimizer.learningRate ${learningRate} is too large.`,
    { hint: remedy(optimizer.kind, cannotClamp, better) },
  );
}

const short = (value: number) => value.toPrecision(3).replace('e+', 'e');

function remedy(
  optimizer: OptimizeRecipe['optimizer']['kind'],
  cannotClamp: boolean,
  better: number,
): l10n.Words {
  if (optimizer === 'lbfgs')
    return l10n.t`Lower optimizer.learningRate, to ${better} for a start, or set optimizer.lineSearch to backtracking.`;
  return cannotClamp
    ? l10n.t`Lower optimizer.learningRate, to ${better} for a start.`
    : l10n.t`Lower optimizer.learningRate, to ${better} for a start, or set clamp to true.`;
}
