import { applyChanges, liveKeys, liveSettings } from '../../../recipe/changes';
import type { LiveSettings, Recipe } from '../../../recipe/recipe';
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

/** What can be changed while a run goes on: the key of the recipe, or `mix` for the weights of the styles. */
export type LiveKey = keyof typeof liveKeys | 'mix';

/** Keeps the run under way like what is chosen, as long as that is the same picture in the same recipe. */
export class LiveRun {
  readonly #options: LiveRunOptions;
  /** What each run does now. */
  readonly #told = new WeakMap<Run, LiveSettings>();

  constructor(options: LiveRunOptions) {
    this.#options = options;
  }

  /** Which of the chosen settings act on the run under way; none without one, or when it is of another picture. */
  get keys(): readonly LiveKey[] {
    const run = this.#options.runs.active;
    if (!run || !this.#isOf(run)) return [];
    const keys = Object.keys(liveKeys) as (keyof typeof liveKeys)[];
    return this.#hasStylesOf(run) ? [...keys, 'mix'] : keys;
  }

  /** Tells the run under way what has become different. */
  update(): void {
    const { runs, selection, onError } = this.#options;
    const run = runs.active;
    if (!run || !this.#isOf(run)) return;
    const now = this.#settingsOf(selection.choices, this.#hasStylesOf(run));
    const before = this.#told.get(run) ?? this.#settingsOf(run.subject.choices, true);
    if (!now || !before) return;
    const changed = Object.fromEntries(
      Object.entries(now).filter(
        ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof LiveSettings]),
      ),
    );
    if (Object.keys(changed).length === 0) return;
    this.#told.set(run, { ...before, ...now });
    run.update(changed).catch(onError);
  }

  #settingsOf({ recipe: name, changes, styles }: Choices, withMix: boolean): LiveSettings | undefined {
    const recipe = this.#options.recipe(name);
    if (!recipe) return undefined;
    const styleMix = styles.map(({ weight }) => weight);
    // A run is never left without any style.
    const hasMix = withMix && styleMix.some((weight) => weight > 0);
    return { ...liveSettings(applyChanges(recipe, changes).recipe), ...(hasMix && { styleMix }) };
  }

  #isOf({ subject: { choices } }: Run): boolean {
    const { recipe, content } = this.#options.selection.choices;
    return choices.recipe === recipe && choices.content?.uri === content?.uri;
  }

  #hasStylesOf({ subject: { choices } }: Run): boolean {
    return sameUris(choices.styles, this.#options.selection.choices.styles);
  }
}

const sameUris = (some: readonly Picture[], others: readonly Picture[]): boolean =>
  some.length === others.length && some.every(({ uri }, index) => uri === others[index]!.uri);
