/* Amounts in words, as the panels and VS Code's own lists show them. */

/** `610 MB`, `1.1 GB`, `23 GB`. */
export function formatMemory(bytes: number): string {
  return bytes < 1e9 ? `${Math.round(bytes / 1e7) * 10} MB` : `${Number((bytes / 1e9).toPrecision(2))} GB`;
}

/** Time that is only predicted: `8 s`, `40 s`, `12 min`, `1.5 h`, `7 h`, `3 days`. */
export function formatPrediction(seconds: number): string {
  if (seconds < 10) return `${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 95) return `${Math.round(seconds / 5) * 5} s`;
  if (seconds < 95 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Number((seconds / 3600).toPrecision(2))} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** `600 × 400` */
export const formatSize = (width: number, height: number): string => `${width} × ${height}`;
