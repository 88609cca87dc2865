import { StylizeError } from '../channel/errors';
import { exclusions } from './exclusions';
import { initialOptimizer } from './optimizer-settings';
import { recipeSchema, type Recipe } from './recipe';

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

/** A change that a recipe does not take, and why. */
export interface SetAside {
  readonly key: string;
  readonly reason: string;
}

export interface AppliedChanges {
  /** With every change that it takes. */
  readonly recipe: Recipe;
  /** What to ask the engine for to get this recipe. */
  readonly changes: Changes;
  /** Changes that another version of the recipe took. They are kept: this one does without them. */
  readonly setAside: readonly SetAside[];
}

/**
 * A recipe with the person's changes, as far as it takes them. The engine judges in the end; this is what a person sees
 * meanwhile, without asking a busy engine. A setting that others exclude gives way as long as they do.
 */
export function applyChanges(recipe: Recipe, changes: Changes): AppliedChanges {
  const setAside: SetAside[] = [];
  let kept = changes;
  for (;;) {
    const tried = tryChanges(recipe, kept);
    if ('recipe' in tried) return { ...withoutExclusions(tried.recipe, kept), setAside };
    const { key: fault, reason } = tried;
    const blamed = Object.keys(kept).filter((key) => concerns(key, fault));
    // A part that lacks something: whatever was changed in it.
    const guilty =
      blamed.length > 0 ? blamed : Object.keys(kept).filter((key) => rootOf(key) === rootOf(fault));
    const refused = new Set(guilty.length > 0 ? guilty : Object.keys(kept));
    for (const key of refused) setAside.push({ key, reason });
    kept = without(kept, (key) => refused.has(key));
  }
}

/**
 * A recipe with changes.
 *
 * @throws StylizeError `bad-setting` naming what is wrong
 */
export function withChanges(recipe: Recipe, changes: Changes): Recipe {
  const { recipe: changed, setAside } = applyChanges(recipe, changes);
  const [refused] = setAside;
  if (refused) throw badSetting(refused);
  return changed;
}

const badSetting = ({ key, reason }: SetAside): StylizeError =>
  new StylizeError('bad-setting', `${key}: ${reason}`);

/** The recipe with all changes, or the key of the first fault. */
function tryChanges(recipe: Recipe, changes: Changes): { readonly recipe: Recipe } | SetAside {
  const changed = structuredClone(recipe) as unknown as PlainObject;
  // An optimizer's kind comes before its settings.
  const isKind = (key: string) => Number(key === 'optimizer.kind');
  const keys = Object.keys(changes).sort((a, b) => isKind(b) - isKind(a));
  for (const key of keys) {
    try {
      set(changed, key, changes[key]);
    } catch (thrown) {
      return { key, reason: StylizeError.from(thrown).message };
    }
  }
  const read = recipeSchema.safeParse(changed);
  if (read.success) return { recipe: read.data };
  const issue = read.error.issues[0]!;
  const unknown = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [];
  return { key: [...issue.path, ...unknown].join('.'), reason: issue.message };
}

function withoutExclusions(recipe: Recipe, changes: Changes): Pick<AppliedChanges, 'recipe' | 'changes'> {
  const found = exclusions(recipe);
  if (found.length === 0) return { recipe, changes };
  const fitting = structuredClone(recipe) as unknown as PlainObject;
  for (const { key, instead } of found) set(fitting, key, instead);
  const instead = Object.fromEntries(found.map(({ key, instead }) => [key, instead]));
  return { recipe: recipeSchema.parse(fitting), changes: { ...changes, ...instead } };
}

/** Whether a change is of what a fault is in, or of something in that. */
const concerns = (key: string, fault: string): boolean =>
  key === fault || key.startsWith(`${fault}.`) || fault.startsWith(`${key}.`);

const rootOf = (key: string): string => key.split('.')[0]!;

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

/**
 * The changes with one more; a value that the recipe has anyway is no change.
 *
 * @throws StylizeError `bad-setting` when the recipe does not take it
 */
export function addChange(recipe: Recipe, changes: Changes, key: string, value: unknown): Changes {
  const others = without(changes, (other) => isOf(key, other));
  const before = valueAt(applyChanges(recipe, others).recipe, key);
  const isSame = JSON.stringify(before) === JSON.stringify(isNoScales(key, value) ? undefined : value);
  const added = isSame ? others : { ...others, [key]: value };
  const refused = newlySetAside(recipe, changes, added);
  if (refused[0]) throw badSetting(refused[0]);
  return added;
}

/** The changes without one, and without those that mean nothing without it. */
export function dropChange(recipe: Recipe, changes: Changes, key: string): Changes {
  const others = without(changes, (other) => isOf(key, other));
  const orphans = new Set(newlySetAside(recipe, changes, others).map((refused) => refused.key));
  return without(others, (other) => orphans.has(other));
}

/** What a recipe does not take of changes, and took before. */
function newlySetAside(recipe: Recipe, before: Changes, now: Changes): readonly SetAside[] {
  const old = new Set(applyChanges(recipe, before).setAside.map(({ key }) => key));
  return applyChanges(recipe, now).setAside.filter(({ key }) => !old.has(key));
}

/** What a person wants of a picture, whatever the recipe. */
const carriedKeys = ['size', 'iterations'] as const;

/**
 * The changes that hold when another recipe is chosen: those that were made in it before, and the size and iterations
 * of the recipe before, if the person has set them.
 *
 * @param remembered made in the recipe when it was chosen last
 * @param current made in the recipe before
 */
export function carriedChanges(recipe: Recipe, remembered: Changes, current: Changes): Changes {
  return carriedKeys.reduce<Changes>(
    (all, key) => (Object.hasOwn(current, key) ? addChange(recipe, all, key, current[key]) : all),
    remembered,
  );
}

/** Whether a change is the one of this key, or of something in it. */
function isOf(key: string, other: string): boolean {
  const part = key === 'optimizer.kind' ? 'optimizer' : key;
  return other === key || other.startsWith(`${part}.`);
}

const without = (changes: Changes, isDropped: (key: string) => boolean): Changes =>
  Object.fromEntries(Object.entries(changes).filter(([key]) => !isDropped(key)));
