import { Listeners } from '../../client/listeners';
import { StylizeError } from '../../protocol/errors';
import type { VariantsView } from '../../protocol/panel';
import type { Recipe } from '../../protocol/recipe';
import { runQueue } from './queue';
import { addChange, withChanges, type Changes } from './recipe-changes';
import type { Runs } from './runs';
import type { Choices, Selection } from './selection';
import { quickly, variantsOf, type Variant } from './variant-settings';

type Settings = Pick<Choices, 'recipe' | 'changes'>;

interface Entry extends Variant {
  /** What the person gets with it. */
  readonly settings: Settings;
  /** What it is painted with, small and quickly. */
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
  /** Makes settings the chosen ones, and those of the run under way where that is possible. */
  readonly use: (settings: Settings) => void;
  /** Removes a picture that nobody needs any more. */
  readonly remove: (uri: string) => Promise<void>;
  readonly onError: (thrown: unknown) => void;
}

/** Small, quick pictures of settings around the present ones, of which the person takes the best. */
export class Variants {
  readonly #options: VariantsOptions;
  readonly #changed: Listeners<void>;
  #entries: Entry[] = [];
  #abort: AbortController | undefined;

  constructor(options: VariantsOptions) {
    this.#options = options;
    this.#changed = new Listeners(options.onError);
  }

  get isRunning(): boolean {
    return this.#abort !== undefined;
  }

  /** How many are done, of how many; undefined while none is painted. */
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
   * Paints variants of what is chosen, one after the other. Resolves when all are there, or the person has cancelled.
   *
   * @throws StylizeError `busy`, `usage` when a picture is missing, or what went wrong with the first that failed
   */
  async start(): Promise<void> {
    const { selection, runs, recipe: recipeNamed } = this.#options;
    const { choices, isComplete } = selection;
    if (!isComplete) throw new StylizeError('usage', 'Choose a picture and a style first.');
    const release = runs.reserve();
    const abort = new AbortController();
    try {
      const original = await recipeNamed(choices.recipe);
      this.#forget();
      this.#abort = abort;
      this.#entries = this.#entriesOf(choices, original);
      this.#changed.tell();
      const { failed } = await runQueue(this.#entries, {
        signal: abort.signal,
        start: (entry) => {
          entry.state = 'running';
          this.#changed.tell();
          return runs.startAside({ ...choices, ...entry.quick }, original.title);
        },
        save: (session, entry) => {
          const out = session.outcome?.result?.out;
          if (out !== undefined) this.#show(entry, runs.uriOf(out));
          return Promise.resolve();
        },
        onRun: () => undefined,
      });
      for (const { item } of failed) item.state = 'failed';
      if (failed[0]) throw failed[0].error;
    } finally {
      this.#abort = undefined;
      for (const entry of this.#entries) {
        if (entry.state === 'waiting' || entry.state === 'running') entry.state = 'cancelled';
      }
      release();
      this.#changed.tell();
    }
  }

  cancel(): void {
    this.#abort?.abort();
  }

  /** Takes over a variant's settings. */
  adopt(index: number): void {
    const entry = this.#entries[index];
    if (!entry || this.#isChosen(entry.settings)) return;
    this.#options.use(entry.settings);
    this.#changed.tell();
  }

  /** Ends what is being painted, and removes the pictures. */
  close(): void {
    this.cancel();
    this.#forget();
    this.#changed.tell();
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
    // The person may have closed them meanwhile.
    if (!this.#entries.includes(entry)) this.#remove(uri);
    else Object.assign(entry, { uri, state: 'done' });
    this.#changed.tell();
  }

  #isChosen({ recipe, changes }: Settings): boolean {
    const { choices } = this.#options.selection;
    return recipe === choices.recipe && sorted(changes) === sorted(choices.changes);
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

const sorted = (changes: Changes): string => JSON.stringify(Object.entries(changes).sort());
