import type { LossPoint } from '../../../src/contracts/run-view';

/** More points than a chart has pixels tell nothing. */
export const maximumPoints = 600;

/**
 * The points that are known and those that came since. A progress event carries only the latter, but one that arrives
 * around a full state may repeat some: an iteration counts once, and the newer one wins.
 */
export function mergeLosses(
  known: readonly LossPoint[],
  newer: readonly LossPoint[],
  limit = maximumPoints,
): readonly LossPoint[] {
  if (newer.length === 0) return known;
  const first = newer[0]!.iteration;
  return thin([...known.filter((point) => point.iteration < first), ...newer], limit);
}

/** Drops every second point, but never the last, until there are few enough. */
function thin(points: readonly LossPoint[], limit: number): readonly LossPoint[] {
  let kept = points;
  while (kept.length > limit) {
    const last = kept.length - 1;
    kept = kept.filter((_, index) => (last - index) % 2 === 0);
  }
  return kept;
}

export const lossNames = ['total', 'style', 'content', 'tv'] as const;
export type LossName = (typeof lossNames)[number];

/** One column an axis, as the chart wants them. A logarithmic axis has no place for a loss of zero: it is a gap. */
export function lossColumns(points: readonly LossPoint[]): [number[], ...(number | null)[][]] {
  return [
    points.map((point) => point.iteration),
    ...lossNames.map((name) => points.map((point) => (point[name] > 0 ? point[name] : null))),
  ];
}
