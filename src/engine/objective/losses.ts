import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { Losses } from '../../contracts/engine';
import type { OptimizeWeights } from '../../recipe/live';
import { weightKeys, type LossGroup } from './terms';

/** Whether every loss is a number. */
export const areFinite = (losses: Losses): boolean => Object.values(losses).every(Number.isFinite);

/**
 * The picture itself cannot be judged: nothing has been painted yet, so that it is no step that is too large, but a
 * weight, or the device.
 *
 * @param losses weighted, not all finite, or with a gradient that is not
 * @param weights by which they were multiplied
 */
export function notComputable(losses: Losses, weights: OptimizeWeights): StylizeError {
  const groups = (Object.keys(weightKeys) as LossGroup[]).filter((group) => weights[weightKeys[group]] > 0);
  const largest = groups.toSorted((a, b) => Math.abs(losses[b]) - Math.abs(losses[a]))[0];
  const broken = groups.find((group) => !Number.isFinite(losses[group])) ?? largest ?? 'style';
  const key = weightKeys[broken];
  const weight = weights[key];
  // Single precision, which the device computes in, ends at 3.4e38; a loss before its weight may have most of that.
  if (weight > largestWeight) {
    return new StylizeError(
      'diverged',
      l10n.t`${key} is ${weight}: the ${words[broken]} grows beyond what can be computed.`,
      { hint: l10n.t`Lower ${key}; only the ratio of the weights decides what the picture looks like.` },
    );
  }
  return new StylizeError('diverged', l10n.t`The ${words[broken]} of the picture is not a number.`, {
    hint: l10n.t`Try another device ("--device cpu"), or lower ${key}, now ${weight}.`,
  });
}

const largestWeight = 1e15;

const words: Readonly<Record<LossGroup, l10n.Words>> = {
  content: l10n.t`content loss`,
  style: l10n.t`style loss`,
  tv: l10n.t`total variation loss`,
};
