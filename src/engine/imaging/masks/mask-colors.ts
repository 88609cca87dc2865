import { basename } from 'node:path';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Picture } from '../picture';

/**
 * Distance in RGB up to which a pixel has a colour: enough for JPEG and for a red that is not quite the red of another
 * program, and less than between colours that are told apart at a glance.
 */
const tolerance = 64;

/**
 * What of a colour-coded mask has a colour: 1 where the nearest of `colors` is `color`, and near enough. Decided pixel by
 * pixel, so nothing must have been resampled before.
 *
 * @param color `#rrggbb`, as `colors`
 * @returns [H, W]
 * @throws StylizeError `usage` when the colour does not occur
 */
export function colorCoverage(
  { path }: { readonly path: string },
  mask: Picture,
  color: string,
  colors: readonly string[],
): Float32Array {
  const toOwn = distanceTo(color, mask);
  const others = colors.filter((other) => other.toLowerCase() !== color.toLowerCase());
  const toOthers = others.map((other) => distanceTo(other, mask));
  const { alpha } = mask;
  const coverage = Float32Array.from({ length: mask.width * mask.height }, (_, i) => {
    if (alpha && alpha[i]! < 128) return 0;
    const distance = toOwn(i);
    return Number(distance <= tolerance && toOthers.every((toOther) => toOther(i) > distance));
  });
  if (coverage.includes(1)) return coverage;
  throw new StylizeError('usage', l10n.t`Nothing in the mask ${basename(path)} has the colour ${color}.`, {
    file: path,
    hint: l10n.t`Its main colours are ${mainColors(mask).join(', ')}.`,
  });
}

/** Distance in RGB from a colour to the pixel at an index. */
function distanceTo(color: string, { data }: Picture): (i: number) => number {
  const plane = data.length / 3;
  const value = Number.parseInt(color.slice(1), 16);
  const [red, green, blue] = [value >> 16, (value >> 8) & 255, value & 255];
  return (i) =>
    Math.sqrt((data[i]! - red) ** 2 + (data[plane + i]! - green) ** 2 + (data[2 * plane + i]! - blue) ** 2);
}

/** A picture's most frequent colours, as #rrggbb, at most five, found by looking at some ten thousand pixels. */
function mainColors({ data }: Picture): string[] {
  const plane = data.length / 3;
  const counts = new Map<string, number>();
  for (let i = 0; i < plane; i += Math.ceil(plane / 50_000)) {
    const channels = [data[i]!, data[plane + i]!, data[2 * plane + i]!];
    const hex = channels.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('');
    counts.set(`#${hex}`, (counts.get(`#${hex}`) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 5)
    .map(([color]) => color);
}
