import isEqual from 'fast-deep-equal';

import { StylizeError } from '../../channel/errors';
import { exclusions } from '../exclusions';
import type { Recipe } from '../recipe';
import { described, readRecipe, type Fault } from '../validate';
import { valueAt, type Settings } from './paths';
import { without } from './plain-object';
import { withSettings } from './settings';

/** The settings that a person has changed in a recipe. */
export type Changes = Settings;

export interface AppliedChanges<R extends Recipe = Recipe> {
  /** With every change that it accepts. */
  readonly recipe: R;
  /** The settings that give this recipe in the engine. */
  readonly changes: Changes;
  /** Changes that it does not accept, and why. They are kept: another version of the recipe accepted them. */
  readonly setAside: readonly Fault[];
}

/**
 * A recipe with the person's changes, as far as it accepts them. The engine has the last word; this is what a person sees
 * in the meantime, without asking a busy engine. A setting that others exclude gives way for as long as they do.
 */
export function applyChanges<R extends Recipe>(recipe: R, changes: Changes): AppliedChanges<R> {
  const setAside: Fault[] = [];
  let kept = changes;
  for (;;) {
    const read = readRecipe(withSettings(recipe, kept));
    if (read.recipe) {
      const instead = exclusions(read.recipe).map(({ key, instead }) => [key, instead] as const);
      // No change is one of the method.
      if (instead.length === 0) return { recipe: read.recipe as R, changes: kept, setAside };
      kept = { ...kept, ...Object.fromEntries(instead) };
      continue;
    }
    const [{ key: fault, reason }] = read.faults;
    const keys = Object.keys(kept);
    const blamed = keys.filter((key) => concerns(key, fault));
    // The fault is that a part lacks something: blame whatever was changed in it.
    const guilty = blamed.length > 0 ? blamed : keys.filter((key) => rootOf(key) === rootOf(fault));
    const refused = guilty.length > 0 ? guilty : keys;
    setAside.push(...refused.map((key) => ({ key, reason })));
    kept = without(kept, ...refused);
  }
}

/**
 * A recipe with changes.
 *
 * @throws StylizeError `bad-setting` naming what is wrong
 */
export function withChanges<R extends Recipe>(recipe: R, changes: Changes): R {
  const { recipe: changed, setAside } = applyChanges(recipe, changes);
  const [refused] = setAside;
  if (refused) throw badSetting(refused);
  return changed;
}

const badSetting = (fault: Fault): StylizeError => new StylizeError('bad-setting', described([fault]));

/** Whether a change is at the place of a fault, above it or below it. */
const concerns = (key: string, fault: string): boolean =>
  key === fault || key.startsWith(`${fault}.`) || fault.startsWith(`${key}.`);

const rootOf = (key: string): string => key.split('.')[0]!;

/**
 * The changes with one more. A value that the recipe already has is not a change.
 *
 * @throws StylizeError `bad-setting` if the recipe does not accept it
 */
export function addChange(recipe: Recipe, changes: Changes, key: string, value: unknown): Changes {
  const others = withoutOf(changes, key);
  const before = applyChanges(recipe, others).recipe;
  const isSame = isEqual(valueAt(before, key), valueAt(withSettings(before, { [key]: value }), key));
  const added = isSame ? others : { ...others, [key]: value };
  const refused = newlySetAside(recipe, changes, added);
  if (refused[0]) throw badSetting(refused[0]);
  return added;
}

/** The changes without one, and without those that mean nothing without it. */
export function dropChange(recipe: Recipe, changes: Changes, key: string): Changes {
  const others = withoutOf(changes, key);
  const orphans = newlySetAside(recipe, changes, others).map((refused) => refused.key);
  return without(others, ...orphans);
}

/** The changes that a recipe no longer accepts. */
function newlySetAside(recipe: Recipe, before: Changes, now: Changes): readonly Fault[] {
  const old = new Set(applyChanges(recipe, before).setAside.map(({ key }) => key));
  return applyChanges(recipe, now).setAside.filter(({ key }) => !old.has(key));
}

/** What a person wants of a picture, whichever the recipe. */
const carriedKeys = ['size', 'iterations'] as const;

/**
 * The changes that apply when another recipe is chosen: those made in it earlier, and the size and iterations of the
 * previous recipe, if the person has set them and the recipe accepts them: a fast style has no iterations.
 *
 * @param remembered made in the recipe when it was last chosen
 * @param current made in the previous recipe
 */
export function carriedChanges(recipe: Recipe, remembered: Changes, current: Changes): Changes {
  const accepted = carriedKeys.filter(
    (key) =>
      Object.hasOwn(current, key) && applyChanges(recipe, { [key]: current[key] }).setAside.length === 0,
  );
  return accepted.reduce<Changes>((all, key) => addChange(recipe, all, key, current[key]), remembered);
}

/** The changes without those at a key or below it; an optimizer's kind stands for all of its settings. */
function withoutOf(changes: Changes, key: string): Changes {
  const part = key === 'optimizer.kind' ? 'optimizer' : key;
  return without(
    changes,
    ...Object.keys(changes).filter((other) => other === key || other.startsWith(`${part}.`)),
  );
}
