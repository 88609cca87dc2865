import type { LossPoint } from '../../../src/contracts/run-view';

/** The points of a line in a box of 100 by 100: the total loss on a logarithmic axis, from the first to the last. */
export function sparklinePoints(points: readonly LossPoint[]): string {
  const usable = points.filter(({ total }) => total > 0);
  const logs = usable.map(({ total }) => Math.log(total));
  const lowest = Math.min(...logs);
  const span = Math.max(...logs) - lowest || 1;
  const first = usable[0]?.iteration ?? 0;
  const length = (usable.at(-1)?.iteration ?? 0) - first || 1;
  return usable
    .map(({ iteration }, index) => {
      const x = (100 * (iteration - first)) / length;
      const y = 100 * (1 - (logs[index]! - lowest) / span);
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}
