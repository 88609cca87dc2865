import { StylizeError } from '../../channel/errors';
import type { RunResult } from '../../contracts/engine';
import { iterationsOf, type Recipe } from '../../recipe/recipe';
import { formatCount, formatNumber, formatSeconds } from '../text/format';
import type { Variant } from './variants';

/** A variant with the recipe that it comes to, or the reason why it comes to none. */
export interface PreparedVariant extends Variant {
  readonly resolved: Recipe | StylizeError;
  /** How many steps it is given. */
  readonly iterations: number;
}

/** What became of a variant; undefined when it was not its turn before the person ended it all. */
export type Outcome = Painted | StylizeError | undefined;

export interface Painted {
  readonly result: RunResult;
  readonly network: string;
}

export const isPainted = (outcome: Outcome): outcome is Painted =>
  outcome !== undefined && !(outcome instanceof StylizeError);

/** What became of a variant, in a few lines. */
export function outcomeWords({ resolved, iterations: given }: PreparedVariant, outcome: Outcome): string[] {
  if (!outcome) return ['Not painted: stopped before its turn.'];
  if (outcome instanceof StylizeError)
    return [outcome.message, outcome.hint ?? ''].filter(Boolean).map(sentence);
  const { network, result } = outcome;
  const { iterations, seconds, losses, stopped } = result;
  const own = resolved instanceof StylizeError ? given : iterationsOf(resolved);
  const steps =
    iterations < own ? `${iterations} of ${own} iterations` : formatCount(iterations, 'iteration');
  return [
    `${stopped ? 'stopped after ' : ''}${steps} in ${formatSeconds(seconds)}`,
    [...(losses.total === 0 ? [] : [`loss ${formatNumber(losses.total)}`]), `network ${network}`].join(', '),
  ];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?…]$/.test(text) ? '' : '.');
}
