import isEqual from 'fast-deep-equal';

import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import { hopeless } from '../../../client/hopeless';
import { Listeners } from '../../../client/listeners';
import type { VariantName, VariantsView } from '../../../contracts/panel';
import type { Recipe } from '../../../recipe/recipe';
import { addChange, withChanges, type Changes } from '../../../recipe/values/changes';
import type { Choices } from '../choices/choices';
import type { Selection } from '../choices/selection';
import type { Run } from './run';
import type { Runs } from './runs';
import { quickly, variantsOf, type Variant } from './variant-settings';

type Settings = Pick<Choices, 'recipe' | 'changes'>;

interface Entry extends Variant {
  /** The settings that the person gets by choosing it. */
  readonly settings: Settings;
  /** The small, quick settings that it is painted with. */
  readonly quick: Settings;
  state: VariantsView['entries'][number]['state'];
  /** Where its picture is, once there is one. */
  uri?: string;
}

export interface VariantsOptions {
  readonly selection: Selection;
  readonly runs: Runs;
  /** The recipe as it ships. */
  readonly recipe: (name: string) => Promise<Recipe>;
  /** Chooses settings. Live ones also change the current run. */
  readonly use: (settings: Settings) => void;
  /** Removes a picture that is no longer needed. */
  readonly remove: (uri: string) => Promise<void>;
  readonly onError: (thrown: unknown) => void;
}

/** Small, quick pictures with settings around the present ones, from which the person picks the best. */
export class Variants {
  readonly #options: VariantsOptions;
  readonly #changed: Listeners<void>;
  #entries: Entry[] = [];
  #isRunning = false;
  #run: Run | undefined;

  constructor(options: VariantsOptions) {
    this.#options = options;
    this.#changed = new Listeners(options.onError);
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** How many of how many are done; undefined while nothing is being painted. */
  get progress(): { readonly done: number; readonly count: number } | undefined {
    if (!this.isRunning) return undefined;
    return {
      done: this.#entries.filter(({ state }) => state === 'done').length,
      count: this.#entries.length,
    };
  }

  /** `show`: an address under which a view can show a picture. */
  view(show: (uri: string) => string | undefined): VariantsView | undefined {
    if (this.#entries.length === 0) return undefined;
    return {
      entries: this.#entries.map((entry) => {
        const thumbnail = entry.uri === undefined ? undefined : show(entry.uri);
        return {
          name: entry.name,
          state: entry.state,
          ...(thumbnail !== undefined && { thumbnail }),
          chosen: this.#isChosen(entry.settings),
        };
      }),
      running: this.isRunning,
      canUndo:
        this.#entries.some(({ settings }) => this.#isChosen(settings)) && this.#options.selection.canUndo,
    };
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /**
   * Paints variants of the choices one after the other. Resolves when all are done or the person cancels.
   *
   * @throws StylizeError `busy`, `usage` when a picture is missing, or the first variant's error
   */
  async start(): Promise<void> {
    const { selection, runs, recipe: recipeNamed } = this.#options;
    const { choices, isComplete } = selection;
    if (!isComplete) throw new StylizeError('usage', l10n.t`Choose a picture and a style first.`);
    const release = runs.reserve();
    try {
      const original = await recipeNamed(choices.recipe);
      this.#forget();
      this.#isRunning = true;
      this.#entries = this.#entriesOf(choices, original);
      this.#changed.emit();
      await this.#paint(this.#entries, choices, original.title);
    } finally {
      this.#isRunning = false;
      for (const entry of this.#entries) if (entry.state === 'waiting') entry.state = 'cancelled';
      release();
      this.#changed.emit();
    }
  }

  cancel(): void {
    this.#isRunning = false;
    this.#run?.cancel();
  }

  /** Chooses a variant's settings. */
  adopt(name: VariantName): void {
    const entry = this.#entries.find((entry) => entry.name === name);
    if (!entry || this.#isChosen(entry.settings)) return;
    this.#options.use(entry.settings);
    this.#changed.emit();
  }

  /** Cancels the painting and removes the pictures. */
  close(): void {
    this.cancel();
    this.#forget();
    this.#changed.emit();
  }

  /** Goes on after a failure. @throws the first failure, in the end */
  async #paint(entries: readonly Entry[], choices: Choices, title: string): Promise<void> {
    let failure: StylizeError | undefined;
    for (const entry of entries) {
      if (!this.#isRunning || (failure && hopeless.has(failure.code))) break;
      entry.state = 'running';
      this.#changed.emit();
      this.#run = this.#options.runs.startUnlisted({ ...choices, ...entry.quick }, title);
      const { state, picture, error } = await this.#run.ended;
      entry.state = state === 'stopped' ? 'done' : state === 'interrupted' ? 'failed' : state;
      if (error) failure ??= StylizeError.fromData(error);
      if (picture) this.#show(entry, picture.uri);
      // Cancelled elsewhere: the person wants no more variants.
      if (state === 'cancelled') break;
    }
    if (failure) throw failure;
  }

  #entriesOf({ recipe, changes }: Choices, original: Recipe): Entry[] {
    const current = withChanges(original, changes);
    return variantsOf(current).map((variant) => {
      const varied = withAll(original, changes, variant.changes);
      return {
        ...variant,
        settings: { recipe, changes: varied },
        quick: { recipe, changes: withAll(original, varied, quickly(current)) },
        state: 'waiting' as const,
      };
    });
  }

  #show(entry: Entry, uri: string): void {
    // The person may have closed the variants in the meantime.
    if (!this.#entries.includes(entry)) this.#remove(uri);
    else entry.uri = uri;
    this.#changed.emit();
  }

  #isChosen({ recipe, changes }: Settings): boolean {
    const { choices } = this.#options.selection;
    return recipe === choices.recipe && isEqual(changes, choices.changes);
  }

  #forget(): void {
    for (const { uri } of this.#entries) if (uri !== undefined) this.#remove(uri);
    this.#entries = [];
  }

  #remove(uri: string): void {
    this.#options.remove(uri).catch(this.#options.onError);
  }
}

const withAll = (recipe: Recipe, changes: Changes, further: Changes): Changes =>
  Object.entries(further).reduce((all, [key, value]) => addChange(recipe, all, key, value), changes);
