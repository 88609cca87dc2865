import * as l10n from '../channel/l10n';

/* Amounts in words, as the panels and VS Code's own lists show them. */

/** `610 MB`, `1.1 GB`, `23 GB`. */
export function memoryWords(bytes: number): l10n.Words {
  return bytes < 1e9
    ? l10n.t`${Math.round(bytes / 1e7) * 10} MB`
    : l10n.t`${Number((bytes / 1e9).toPrecision(2))} GB`;
}

/** Time that is only predicted: `8 s`, `40 s`, `12 min`, `1.5 h`, `7 h`, `3 days`. */
export function predictionWords(seconds: number): l10n.Words {
  if (seconds < 10) return l10n.t`${Math.max(1, Math.round(seconds))} s`;
  if (seconds < 95) return l10n.t`${Math.round(seconds / 5) * 5} s`;
  if (seconds < 95 * 60) return l10n.t`${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return l10n.t`${Number((seconds / 3600).toPrecision(2))} h`;
  return l10n.t`${Math.round(seconds / 86_400)} days`;
}

/** `600 × 400` */
export const formatSize = (width: number, height: number): string => `${width} × ${height}`;
