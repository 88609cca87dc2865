import { normalizesNow, withFittingWeights } from './normalized-gradients';
import { isPlainObject, type PlainObject } from './plain-object';
import type { Recipe } from './recipe';

/**
 * A recipe with what another says differently: objects key by key, null for what is to be gone, everything else in the
 * place of what was there, as in JSON Merge Patch (RFC 7396). A list of layers is one thing, though, and so are the
 * settings of an optimizer when its kind is another. Normalised gradients bring their weights with them.
 */
export function mergeRecipe(base: Recipe, changes: PlainObject): PlainObject {
  const normalizes = normalizesNow(base.gradientNormalization, changes['gradientNormalization']);
  return merge(normalizes ? withFittingWeights(base) : base, changes, '');
}

function merge(base: PlainObject, changes: PlainObject, path: string): PlainObject {
  const changed = Object.entries(changes).map(([key, value]) => {
    const before = base[key];
    const isPart = isPlainObject(before) && isPlainObject(value) && !replaces(path + key, before, value);
    return [key, isPart ? merge(before, value, `${path}${key}.`) : value] as const;
  });
  const kept = Object.entries(base).filter(([key]) => !(key in changes));
  return Object.fromEntries([...kept, ...changed.filter(([, value]) => value !== null)]);
}

function replaces(path: string, before: PlainObject, value: PlainObject): boolean {
  if (path === 'optimizer') return value['kind'] !== undefined && value['kind'] !== before['kind'];
  return path === 'content.layers' || path === 'style.layers';
}
