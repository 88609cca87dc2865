import { StylizeError } from '../../channel/errors';
import { formatCount, formatNumber, formatSeconds } from '../text/format';
import type { Outcome, PreparedVariant } from './painter';

/** What became of a variant, in a few lines. */
export function outcomeWords({ resolved, iterations: given }: PreparedVariant, outcome: Outcome): string[] {
  if (!outcome) return ['Not painted: stopped before its turn.'];
  if (outcome instanceof StylizeError)
    return [outcome.message, outcome.hint ?? ''].filter(Boolean).map(sentence);
  const { network, result } = outcome;
  const { iterations, seconds, losses, stopped } = result;
  const own = resolved instanceof StylizeError ? given : resolved.iterations;
  const steps =
    iterations < own ? `${iterations} of ${own} iterations` : formatCount(iterations, 'iteration');
  return [
    `${stopped ? 'stopped after ' : ''}${steps} in ${formatSeconds(seconds)}`,
    `loss ${formatNumber(losses.total)}, network ${network}`,
  ];
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?…]$/.test(text) ? '' : '.');
}
