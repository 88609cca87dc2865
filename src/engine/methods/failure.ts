import { StylizeError } from '../../channel/errors';
import type { Size } from '../imaging/picture';
import { embeddedName } from '../network/store';
import type { Plan } from '../plan/plan';
import { outOfMemory } from '../runtime/computation-error';

/**
 * What a run has failed with, in words for a person, who is told what to change of this very run.
 *
 * @param reached the size at which there was a picture last
 */
export function explained(
  thrown: unknown,
  { recipe, network, scales }: Plan,
  reached: Size | undefined,
): StylizeError {
  const error = isAllocationFailure(thrown) ? outOfMemory('failed', thrown) : StylizeError.from(thrown);
  if (error.code !== 'out-of-memory') return error;
  const longest = ({ width, height }: Size) => Math.max(width, height);
  const full = longest(scales.at(-1)!);
  const possible = reached && longest(reached) < full ? `: ${longest(reached)} pixels were possible` : '';
  const isSmall = recipe.method !== 'optimize' || network.description.name === embeddedName;
  const other = isSmall ? '' : ', or the embedded network, which needs less';
  return error.with({ hint: `Choose a size below ${full}${possible}${other}.` });
}

/** JavaScript's own arrays: the processor's memory, or the longest array that there can be. */
function isAllocationFailure(thrown: unknown): boolean {
  return (
    thrown instanceof RangeError &&
    /allocation failed|invalid (?:typed )?array (?:buffer )?length/i.test(thrown.message)
  );
}
