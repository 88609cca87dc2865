import * as l10n from '@vscode/l10n';

import { memoryWords, predictionWords } from '../../../src/contracts/amounts';
import { formatNumber, inWords, locale } from '../language';
import { significant } from './slider-scale';

export const formatMemory = (bytes: number): string => inWords(memoryWords(bytes));

export const formatPrediction = (seconds: number): string => inWords(predictionWords(seconds));

/** A setting's value in a number field: plain digits, without the noise of binary fractions. */
export function formatValue(value: number): string {
  const rounded = significant(value, 4);
  return Math.abs(rounded) >= 1e7 || (rounded !== 0 && Math.abs(rounded) < 1e-4)
    ? rounded.toExponential()
    : String(rounded);
}

/** Parses the text of a number field; undefined if it is not a number. Accepts a decimal comma. */
export function parseValue(text: string): number | undefined {
  const trimmed = text.trim().replace(',', '.');
  if (trimmed === '') return undefined;
  const value = Number(trimmed);
  return Number.isFinite(value) ? value : undefined;
}

/** A loss in few characters: `0.0123`, `4.56`, `1.2k`, `3.4e+7`. */
export function formatLoss(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e6 || size < 1e-4) return value.toExponential(1);
  if (size >= 1000) return l10n.t`${formatNumber(significant(value / 1000, 3))}k`;
  return formatNumber(significant(value, 3));
}

/** `8 s`, `1 min 20 s`, `2 h 5 min`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '–';
  if (seconds < 9.95) return l10n.t`${formatNumber(Number(seconds.toFixed(1)))} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return l10n.t`${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return withRest(l10n.t`${minutes} min`, whole % 60, (rest) => l10n.t`${rest} s`);
  const rounded = Math.round(whole / 60);
  return withRest(l10n.t`${Math.floor(rounded / 60)} h`, rounded % 60, (rest) => l10n.t`${rest} min`);
}

const withRest = (text: string, rest: number, words: (rest: number) => string) =>
  rest === 0 ? text : `${text} ${words(rest)}`;

/** Iterations per second, or seconds per iteration if that is easier to read. */
export function formatRate(iterationsPerSecond: number): string {
  if (!(iterationsPerSecond > 0)) return '–';
  return iterationsPerSecond >= 1
    ? l10n.t`${formatNumber(significant(iterationsPerSecond, iterationsPerSecond >= 100 ? 3 : 2))} it/s`
    : l10n.t`${formatNumber(significant(1 / iterationsPerSecond, 2))} s/it`;
}

export const formatPercent = (fraction: number) => l10n.t`${Math.round(fraction * 100)} %`;

/** `just now`, `5 min ago`, `3 h ago`, or the day. */
export function formatAgo(then: number, now: number): string {
  const minutes = Math.floor((now - then) / 60_000);
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 60) return l10n.t`${minutes} min ago`;
  if (minutes < 24 * 60) return l10n.t`${Math.floor(minutes / 60)} h ago`;
  return new Date(then).toLocaleDateString(locale(), { day: 'numeric', month: 'short' });
}
