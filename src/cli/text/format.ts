import { isAbsolute, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import type { Losses } from '../../contracts/engine';

/** Three significant digits: `0.00123`, `12.3`, `12300`, `1.23e6`. */
export function formatNumber(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const size = Math.abs(rounded);
  if (size === 0 || !Number.isFinite(size)) return String(rounded);
  if (size < 0.001 || size >= 100_000) return rounded.toExponential(2).replace('e+', 'e');
  return size < 1000 ? rounded.toPrecision(3) : String(rounded);
}

/** `0:08`, `1:23`, `1:02:03`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return '?';
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  const rest = two(whole % 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** `980 B`, `2.30 MB`; a megabyte is a million bytes. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const unit = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** unit;
  return `${unit === 0 ? value : formatNumber(value)} ${units[unit]!}`;
}

/** Of bytes that are not known well: `0.6 GB`, `12 GB`. */
export function formatRoughly(bytes: number): string {
  const gigabytes = bytes / 1e9;
  return `${gigabytes < 10 ? gigabytes.toFixed(1) : Math.round(gigabytes)} GB`;
}

/** Of time that is not known well: `20 s`, `4 minutes`, `3 hours`, `2 days`. */
export function formatDuration(seconds: number): string {
  if (seconds < 100) return `${Math.max(1, Number(seconds.toPrecision(1)))} s`;
  if (seconds < 100 * 60) return formatCount(Math.round(seconds / 60), 'minute');
  if (seconds < 48 * 3600) return formatCount(Math.round(seconds / 3600), 'hour');
  return formatCount(Math.round(seconds / 86_400), 'day');
}

export function formatSize({ width, height }: { readonly width: number; readonly height: number }): string {
  return `${width}×${height}`;
}

/** `content 12.3, style 4.56, tv 0.100, total 17.0` */
export function formatLosses({ content, style, tv, total }: Losses): string {
  return Object.entries({ content, style, tv, total })
    .map(([name, value]) => `${name} ${formatNumber(value)}`)
    .join(', ');
}

/** `1 iteration`, `2 iterations` */
export function formatCount(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** As short as it can be and still be found from the folder: relative when it is inside, else absolute. */
export function formatPath(path: string, folder: string): string {
  const short = relative(folder, path);
  const isOutside = /^\.\.(?:[/\\]|$)/.test(short) || isAbsolute(short);
  return short === '' || isOutside ? path : short;
}

/**
 * Text whose only control character is the end of line: a file's name, or words out of one, must not be able to
 * command the terminal, or to turn the direction of what follows.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/\r\n/g, '\n')
    .replace(/[^\P{Cc}\n]|[\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD');
}
