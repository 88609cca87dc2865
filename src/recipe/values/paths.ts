import { isPlainObject, member, without, type PlainObject } from './plain-object';

/** Values of a recipe by their keys, which are paths: `{"style.weight": 100}`. */
export type Settings = Readonly<Record<string, unknown>>;

/** Whether the object at a key is one value: the weights of a loss's layers are replaced together. */
export const isWhole = (key: string): boolean => key.endsWith('.layers');

/** `style.layers` for a layer's weight, `style.layers.relu3_1`; any other key as it is. */
export const wholeOf = (key: string): string => /^.*\.layers(?=\..)/s.exec(key)?.[0] ?? key;

/** A layer's name may have dots. */
function pathOf(key: string): string[] {
  const whole = wholeOf(key);
  return [...whole.split('.'), ...(whole === key ? [] : [key.slice(whole.length + 1)])];
}

/** Whether two keys are spellings of the same setting: `style.weight`, `style-weight`, `styleWeight`. */
export const isSameKey = (key: string, other: string): boolean => bare(key) === bare(other);
const bare = (key: string): string => key.replace(/[-_.]/g, '').toLowerCase();

export const valueAt = (object: object, key: string): unknown => pathOf(key).reduce<unknown>(member, object);

/** A copy of an object with another value at a key; undefined removes it. Missing objects on the path are created. */
export const withValue = (object: PlainObject, key: string, value: unknown): PlainObject =>
  put(object, pathOf(key), value);

function put(object: PlainObject, [step = '', ...rest]: readonly string[], value: unknown): PlainObject {
  const before = member(object, step);
  const after = rest.length === 0 ? value : put(isPlainObject(before) ? before : {}, rest, value);
  return after === undefined ? without(object, step) : { ...object, [step]: after };
}

/** Every value in an object, with its key. */
export function valuesIn(object: PlainObject, prefix = ''): [key: string, value: unknown][] {
  return Object.entries(object).flatMap(([name, value]): [string, unknown][] => {
    const key = prefix + name;
    return isPlainObject(value) && !isWhole(key) ? valuesIn(value, `${key}.`) : [[key, value]];
  });
}

/**
 * An object with a patch, as in JSON Merge Patch (RFC 7396): objects are merged, null removes, and anything else replaces
 * what was there.
 */
export function merged(object: PlainObject, patch: PlainObject, prefix = ''): PlainObject {
  const changes = Object.entries(patch).map(([name, value]) => {
    const before = member(object, name);
    const isPart = isPlainObject(before) && isPlainObject(value) && !isWhole(prefix + name);
    return [name, isPart ? merged(before, value, `${prefix}${name}.`) : value] as const;
  });
  const all = Object.entries({ ...object, ...Object.fromEntries(changes) });
  return Object.fromEntries(all.filter(([, value]) => value !== null));
}
