import isEqual from 'fast-deep-equal';

import { initialWeights, liveKeys, type LiveKey, type Weights } from '../../../recipe/live';
import type { Recipe } from '../../../recipe/recipe';
import { applyChanges } from '../../../recipe/values/changes';
import type { Choices, Picture } from '../choices/choices';
import type { Selection } from '../choices/selection';
import type { Run } from './run';
import type { Runs } from './runs';

export interface LiveRunOptions {
  readonly selection: Selection;
  readonly runs: Runs;
  /** The recipe without changes, if it is known. */
  readonly recipe: (name: string) => Recipe | undefined;
  readonly onError: (thrown: unknown) => void;
}

/** Applies changed choices to the current run, as long as picture and recipe are the same. */
export class LiveRun {
  readonly #options: LiveRunOptions;
  /** What each run was last told. */
  readonly #told = new WeakMap<Run, Weights>();

  constructor(options: LiveRunOptions) {
    this.#options = options;
  }

  /** The settings that act on the current run; none if it has another picture or there is no run. */
  get keys(): readonly LiveKey[] {
    const run = this.#options.runs.active;
    if (!run || !this.#isOf(run)) return [];
    const weights = this.#weightsOf(run, run.subject.choices);
    const has = (key: LiveKey) => weights !== undefined && key in weights;
    return liveKeys.filter((key) =>
      key === 'mix' ? has('style.weight') && this.#hasStylesOf(run) : has(key),
    );
  }

  /** Sends the differences to the current run. */
  update(): void {
    const { runs, selection, onError } = this.#options;
    const { keys } = this;
    const run = runs.active;
    if (!run || keys.length === 0) return;
    const now = this.#weightsOf(run, selection.choices);
    if (!now) return;
    const before = this.#told.get(run) ?? this.#initial(run);
    // A run is never left without any style.
    const isMeant = (key: LiveKey) => key !== 'mix' || now.mix.some((weight) => weight > 0);
    const changed = keys.filter(
      (key) => isMeant(key) && !isEqual(valueOf(now, key), before && valueOf(before, key)),
    );
    if (changed.length === 0) return;
    const changes = Object.fromEntries(changed.map((key) => [key, valueOf(now, key)]));
    this.#told.set(run, before ? { ...before, ...changes } : now);
    run.update(changes).catch(onError);
  }

  /** What a run was begun with; unknown if an earlier window may have changed it since. */
  #initial(run: Run): Weights | undefined {
    return run.isContinued ? undefined : this.#weightsOf(run, run.subject.choices);
  }

  /** What a run is to do. The settings that do not act on it are its own: they may decide what a weight means. */
  #weightsOf({ subject }: Run, { changes, styles }: Choices): Weights | undefined {
    const recipe = this.#options.recipe(subject.choices.recipe);
    if (!recipe) return undefined;
    const own = Object.entries(subject.choices.changes).filter(([key]) => !isLive(key));
    const chosen = Object.entries(changes).filter(([key]) => isLive(key));
    const applied = applyChanges(recipe, Object.fromEntries([...own, ...chosen]));
    return initialWeights(
      applied.recipe,
      styles.map(({ weight }) => weight),
    );
  }

  #isOf({ subject: { choices } }: Run): boolean {
    const { recipe, content } = this.#options.selection.choices;
    return choices.recipe === recipe && choices.content?.uri === content?.uri;
  }

  #hasStylesOf({ subject: { choices } }: Run): boolean {
    return sameUris(choices.styles, this.#options.selection.choices.styles);
  }
}

const valueOf = (weights: Weights, key: LiveKey): unknown => (weights as Record<string, unknown>)[key];

const isLive = (key: string): boolean => liveKeys.some((live) => live === key);

const sameUris = (some: readonly Picture[], others: readonly Picture[]): boolean =>
  some.length === others.length && some.every(({ uri }, index) => uri === others[index]!.uri);
