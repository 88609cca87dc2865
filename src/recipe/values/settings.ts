import isEqual from 'fast-deep-equal';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { isPart, settingKeys } from '../options';
import { isDescriptive, recipeSchema, type Recipe } from '../recipe';
import { checked, described, readRecipe } from '../validate';
import { leadingKeys, withConsequences } from './consequences';
import { isSameKey, merged, valueAt, valuesIn, wholeOf, withValue, type Settings } from './paths';
import type { PlainObject } from './plain-object';

/**
 * A recipe with other values, and what these bring with them, unchecked. A whole is set before its parts, in whichever order
 * they are given. Null removes a value, and so does false for a part such as `scales`.
 */
export function withSettings(recipe: Recipe, settings: Settings): PlainObject {
  const depth = ([key]: [string, unknown]) => key.split('.').length;
  const ordered = Object.entries(settings).sort((a, b) => depth(a) - depth(b));
  return withConsequences(recipe, (before) =>
    ordered.reduce((all, [key, value]) => {
      const isGone = value === null || (value === false && isPart(key));
      return withValue(all, key, isGone ? undefined : value);
    }, before),
  );
}

/** A recipe with the changes that a recipe file makes, and what these bring with them, unchecked. */
export const withPatch = (recipe: Recipe, patch: PlainObject): PlainObject =>
  withConsequences(recipe, (before) => merged(before, patch));

/**
 * A recipe with other values. Keys may also be written `style-weight` or `optimizer.learning-rate`; a layer that the recipe
 * does not have, `style.layers.relu3_1`, is added.
 *
 * @throws StylizeError `bad-setting` naming the key and what it may be
 */
export function applySettings<R extends Recipe>(recipe: R, settings: Settings): R {
  const known = Object.entries(settings).map(([key, value]) => [knownKey(key), value] as const);
  const read = readRecipe(withSettings(recipe, Object.fromEntries(known)));
  // No setting is a method: it stays what it was.
  if (read.recipe) return checked(read.recipe as R);
  throw new StylizeError('bad-setting', described(read.faults), {
    hint: l10n.t`"stylize recipes show studio" prints every setting with a value that it may have.`,
  });
}

/** A key as the schema writes it. */
function knownKey(key: string): string {
  const keys = settingKeys();
  const find = (written: string) => keys.find((known) => isSameKey(known, written));
  const found = find(key);
  if (found !== undefined) return found;
  const [, written = '', layer = ''] = /^(.*?layers)[-.](.+)$/is.exec(key) ?? [];
  const weight = `${find(written) ?? ''}.${layer}`;
  if (wholeOf(weight) !== weight) return weight;
  throw new StylizeError('bad-setting', l10n.t`A recipe has no setting "${key}".`, {
    hint: l10n.t`Settings are ${keys.join(', ')}.`,
  });
}

/** The settings that turn one recipe into another, as far as they influence the result. */
export function settingsBetween(from: Recipe, to: Recipe): Settings {
  const isOther = (base: Recipe, key: string) => !isEqual(valueAt(base, key), valueAt(to, key));
  const leading = leadingKeys.filter((key) => isOther(from, key)).map((key) => [key, valueAt(to, key)]);
  const base = recipeSchema.parse(withSettings(from, Object.fromEntries(leading) as Settings));
  const gone = valuesIn(base).flatMap(([key]) => missingPart(to, key) ?? []);
  const others = valuesIn(to).filter(([key]) => isOther(base, key));
  const all = [...leading, ...gone.map((key) => [key, null]), ...others] as [string, unknown][];
  return Object.fromEntries(all.filter(([key]) => !isDescriptive(key)));
}

/** The outermost part of a key that a recipe lacks. */
function missingPart(recipe: Recipe, key: string): string | undefined {
  const path = key.split('.');
  const parts = path.map((_, index) => path.slice(0, index + 1).join('.'));
  return parts.find((part) => valueAt(recipe, part) === undefined);
}
