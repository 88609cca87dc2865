import { deviceIds } from '../../../contracts/engine';
import type { RecalledPicture, RecalledRun } from '../../../contracts/recalled-run';
import type { Recipe } from '../../../recipe/recipe';
import { settingsBetween } from '../../../recipe/values/settings';
import type { Choices, Picture, StyleChoice } from './choices';

/**
 * The choices with which the next run is like a recalled one. Pictures that were not found are left out; style weights
 * keep their ratios.
 *
 * @param recipe its name, and the recipe of that name as it begins here
 * @param uriOf where a file is, in VS Code's terms
 */
export function recalledChoices(
  recalled: RecalledRun,
  recipe: { readonly name: string; readonly original: Recipe },
  uriOf: (path: string) => string,
): Choices {
  const { device } = recalled;
  const styles = eachOnce(recalled.styles);
  const pictureOf = ({ name, path }: RecalledPicture): Picture | undefined =>
    path === undefined ? undefined : { uri: uriOf(path), name };
  const content = pictureOf(recalled.content);
  const heaviest = Math.max(...styles.map(({ weight }) => weight));
  const styleOf = ({ mask, weight, ...style }: RecalledRun['styles'][number]): StyleChoice[] => {
    const picture = pictureOf(style);
    const region = mask && isShown(mask) ? pictureOf(mask) : undefined;
    return picture
      ? [
          {
            ...picture,
            weight: heaviest > 0 ? weight / heaviest : 1,
            ...(content && region && { mask: { uri: region.uri, content: content.uri } }),
          },
        ]
      : [];
  };
  return {
    content,
    styles: styles.flatMap(styleOf),
    recipe: recipe.name,
    changes: settingsBetween(recipe.original, recalled.recipe),
    device: deviceIds.find((id) => id === device) ?? 'auto',
  };
}

/** Merges repeated styles: the weights add up, and the first region is kept. */
function eachOnce(styles: RecalledRun['styles']): RecalledRun['styles'] {
  const byPath = new Map<string, RecalledRun['styles'][number]>();
  for (const style of styles) {
    const key = style.path ?? style.name;
    const before = byPath.get(key);
    byPath.set(key, before ? { ...before, weight: before.weight + style.weight } : style);
  }
  return [...byPath.values()];
}

/** Whether no style of a recalled run is repeated, which the panel cannot show. */
export const showsStyles = ({ styles }: RecalledRun): boolean => eachOnce(styles).length === styles.length;

/** Whether the panel can show all regions of a recalled run: those painted in black and white, of the content. */
export function showsRegions({ styles }: RecalledRun): boolean {
  return styles.every(({ mask, styleMask }) => !styleMask && (!mask || isShown(mask)));
}

const isShown = ({ color }: NonNullable<RecalledRun['styles'][number]['mask']>): boolean =>
  color === undefined;
