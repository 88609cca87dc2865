import { basename } from 'node:path';

import type { ParsedParams } from '../../channel/contract';
import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { EngineContract, Mask } from '../../contracts/engine';
import type { PictureSource } from '../imaging/decoding/decode';
import { isEmpty, readMask, type Coverage, type RegionMask } from '../imaging/masks/mask';
import type { Size } from '../imaging/picture';

type StyleRequest = ParsedParams<EngineContract, 'run'>['styles'][number];

/** Where in the result some of the style pictures are used. */
export interface Region {
  /** Indexes of the style pictures, in their order. */
  readonly styles: readonly number[];
  /** The whole picture when left out. */
  readonly coverage?: Coverage;
}

/** What a request lays over a style's side of the comparison: over the content, and over the style picture. */
export interface StyleMasks {
  readonly mask?: RegionMask;
  readonly styleMask?: RegionMask;
}

/** The region of so many styles without masks. */
export const wholePicture = (styles: number): Region[] => [{ styles: [...Array(styles).keys()] }];

/**
 * How much of the result is painted in each style: of its regions' area what its weight gives it there.
 *
 * @param mix a weight for each style; only their ratios count
 */
export function partsOfStyles(regions: readonly Region[], mix: readonly number[]): number[] {
  const parts = mix.map(() => 0);
  for (const { styles, coverage } of regions) {
    const area = coverage ? coverage.data.reduce((a, b) => a + b, 0) / coverage.data.length : 1;
    const sum = styles.reduce((total, index) => total + mix[index]!, 0);
    // All weights 0: as if all were equal.
    for (const index of styles) parts[index]! += area * (sum > 0 ? mix[index]! / sum : 1 / styles.length);
  }
  return parts;
}

/**
 * Reads the masks of a request.
 *
 * @param size of the content's coverages
 * @param styleSizes of the style pictures' coverages
 * @throws StylizeError as `readMask`
 */
export async function readMasks(
  requests: readonly StyleRequest[],
  content: PictureSource,
  size: Size,
  styles: readonly PictureSource[],
  styleSizes: readonly Size[],
): Promise<StyleMasks[]> {
  const all = requests.flatMap(({ mask, styleMask }) => [mask, styleMask]);
  const read = (mask: Mask, picture: PictureSource, size: Size) => {
    const colors = all.flatMap((other) => (other?.path === mask.path ? (other.color ?? []) : []));
    return readMask(mask, colors, picture, size);
  };
  const masks: StyleMasks[] = [];
  for (const [index, { mask, styleMask }] of requests.entries()) {
    masks.push({
      ...(mask && { mask: await read(mask, content, size) }),
      ...(styleMask && { styleMask: await read(styleMask, styles[index]!, styleSizes[index]!) }),
    });
  }
  return masks;
}

/**
 * The regions of the result. Styles of one mask share a region; those without one share what all masks leave over.
 *
 * @param styles the style pictures, for messages
 * @throws StylizeError `usage` when the masks leave nothing over for a style without one
 */
export function regionsOf(masks: readonly StyleMasks[], styles: readonly PictureSource[]): Region[] {
  if (masks.every(({ mask }) => mask === undefined)) return wholePicture(masks.length);
  const byMask = new Map<string, { styles: number[]; coverage: Coverage }>();
  const others: number[] = [];
  for (const [index, { mask }] of masks.entries()) {
    if (!mask) {
      others.push(index);
      continue;
    }
    const key = `${mask.sha256} ${mask.color?.toLowerCase() ?? ''}`;
    const region = byMask.get(key) ?? { styles: [], coverage: mask.coverage };
    region.styles.push(index);
    byMask.set(key, region);
  }
  const regions: Region[] = [...byMask.values()];
  if (others.length > 0) {
    const coverage = remainder(regions.map((region) => region.coverage!));
    if (isEmpty(coverage)) {
      const { path } = styles[others[0]!]!;
      throw new StylizeError('usage', l10n.t`The masks leave nothing over for ${basename(path)}.`, {
        file: path,
        hint: l10n.t`Give it a mask of its own, or leave it out.`,
      });
    }
    regions.push({ styles: others, coverage });
  }
  return regions;
}

/** 1 minus the sum of the coverages, where that is positive. */
function remainder([first, ...others]: readonly Coverage[]): Coverage {
  const data = first!.data.map((value, i) => {
    return Math.max(
      0,
      others.reduce((rest, other) => rest - other.data[i]!, 1 - value),
    );
  });
  return { ...first!, data };
}
