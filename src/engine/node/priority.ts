import { constants, getPriority, setPriority } from 'node:os';

/**
 * Lets whatever else the machine does go first: the editor stays smooth while a picture is painted. Alone on the machine
 * the engine is as fast as ever. On Linux this holds for the threads that begin afterwards, so it comes first.
 *
 * @param wanted `normal` leaves the priority as it is
 */
export function yieldToOthers(wanted: string | undefined): void {
  if (wanted === 'normal') return;
  try {
    const lower = constants.priority.PRIORITY_BELOW_NORMAL;
    if (getPriority() < lower) setPriority(lower);
  } catch {
    // Some systems do not allow it. The engine works all the same.
  }
}
