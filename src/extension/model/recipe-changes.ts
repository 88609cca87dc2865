import { StylizeError } from '../../protocol/errors';
import { initialOptimizer } from '../../protocol/optimizer-settings';
import { recipeSchema, type LiveSettings, type Recipe } from '../../protocol/recipe';

/** What a person has changed in a recipe: new values by key, `{"style.weight": 100}`. */
export type Changes = Readonly<Record<string, unknown>>;

type PlainObject = Record<string, unknown>;

const isPlainObject = (value: unknown): value is PlainObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Keys come from a webview: none may reach what every object inherits. */
function pathOf(key: string): string[] {
  const path = key.split('.');
  const isSafe = path.every((step) => /^\w+$/.test(step) && !(step in Object.prototype));
  if (!isSafe) throw new StylizeError('bad-setting', `A recipe has no setting "${key}".`);
  return path;
}

export function valueAt(recipe: Recipe, key: string): unknown {
  let value: unknown = recipe;
  for (const step of pathOf(key)) value = isPlainObject(value) ? value[step] : undefined;
  return value;
}

/**
 * A recipe with changes. The engine judges in the end; this is what a person sees meanwhile, without asking a busy
 * engine.
 *
 * @throws StylizeError `bad-setting` naming what is wrong
 */
export function withChanges(recipe: Recipe, changes: Changes): Recipe {
  const changed = structuredClone(recipe) as unknown as PlainObject;
  // An optimizer's kind comes before its settings.
  const isKind = (key: string) => Number(key === 'optimizer.kind');
  const keys = Object.keys(changes).sort((a, b) => isKind(b) - isKind(a));
  for (const key of keys) set(changed, key, changes[key]);
  const read = recipeSchema.safeParse(changed);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  throw new StylizeError('bad-setting', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

const isNoScales = (key: string, value: unknown): boolean =>
  key === 'scales' && (value === null || value === false);

function set(recipe: PlainObject, key: string, value: unknown): void {
  if (isNoScales(key, value)) {
    delete recipe['scales'];
    return;
  }
  const optimizer = recipe['optimizer'];
  if (key === 'optimizer.kind' && isPlainObject(optimizer) && optimizer['kind'] !== value) {
    recipe['optimizer'] = initialOptimizer(value);
    return;
  }
  const path = pathOf(key);
  let object = recipe;
  for (const step of path.slice(0, -1)) {
    const next = object[step];
    object = isPlainObject(next) ? next : (object[step] = {});
  }
  object[path.at(-1)!] = value;
}

/** The changes with one more; a value that the recipe has anyway is no change. */
export function addChange(recipe: Recipe, changes: Changes, key: string, value: unknown): Changes {
  const others = without(changes, (other) => isOf(key, other));
  const before = valueAt(withChanges(recipe, others), key);
  const isSame = JSON.stringify(before) === JSON.stringify(isNoScales(key, value) ? undefined : value);
  const added = isSame ? others : { ...others, [key]: value };
  withChanges(recipe, added);
  return added;
}

/** The changes without one, and without those that mean nothing without it. */
export function dropChange(recipe: Recipe, changes: Changes, key: string): Changes {
  const others = without(changes, (other) => isOf(key, other));
  try {
    withChanges(recipe, others);
    return others;
  } catch {
    // What is left of a part that the recipe has not got by itself.
    const [root = ''] = key.split('.');
    return without(others, (other) => other.startsWith(`${root}.`));
  }
}

/** Whether a change is the one of this key, or of something in it. */
function isOf(key: string, other: string): boolean {
  const part = key === 'optimizer.kind' ? 'optimizer' : key;
  return other === key || other.startsWith(`${part}.`);
}

const without = (changes: Changes, isDropped: (key: string) => boolean): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([key]) => !isDropped(key)));

const liveKeys: Readonly<Record<string, Exclude<keyof LiveSettings, 'styleMix'>>> = {
  'content.weight': 'contentWeight',
  'style.weight': 'styleWeight',
  'totalVariation.weight': 'totalVariationWeight',
};

/** What a change means for a run under way; undefined when it is for the next run only. */
export function liveSettings(recipe: Recipe, key: string): LiveSettings | undefined {
  const name = Object.hasOwn(liveKeys, key) ? liveKeys[key] : undefined;
  const value = name && valueAt(recipe, key);
  return name && typeof value === 'number' ? { [name]: value } : undefined;
}
