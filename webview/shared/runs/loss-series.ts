import type { LossPoint } from '../../../src/contracts/run-view';

/** A chart has no pixels for more points. */
export const maximumPoints = 600;

/**
 * Merges known points with newer ones. A progress event has only new points, but around a full state it may repeat some:
 * then the newer one wins.
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

/** One column per axis, as the chart needs them. On a logarithmic axis a loss of zero is a gap. */
export function lossColumns(points: readonly LossPoint[]): [number[], ...(number | null)[][]] {
  return [
    points.map((point) => point.iteration),
    ...lossNames.map((name) => points.map((point) => (point[name] > 0 ? point[name] : null))),
  ];
}
