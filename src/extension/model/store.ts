import type { Clock } from '../../client/clock';
import { Listeners } from '../../client/listeners';
import type { DeviceId } from '../../protocol/engine';
import { deviceIds } from '../../protocol/engine';
import { StylizeError } from '../../protocol/errors';
import type { Recipe } from '../../protocol/recipe';
import { Catalogue, isMissingRecipe, type EngineAccess } from './catalogue';
import { History } from './history';
import { addChange, dropChange, liveSettings, withChanges } from './recipe-changes';
import { Masks, type MaskFiles } from './masks';
import { Runs, type RunFiles, type RunPreferences } from './runs';
import type { RunSession } from './run-session';
import { Selection, type Choices, type Memory, type Picture } from './selection';
import { Throttle } from './throttle';
import { Variants } from './variants';

export interface StorePreferences extends RunPreferences {
  /** What a new workspace begins with. */
  readonly recipe: string;
  readonly device: 'auto' | DeviceId;
}

export interface StoreOptions {
  readonly engine: EngineAccess;
  readonly files: RunFiles & MaskFiles;
  readonly memory: Memory;
  readonly clock: Clock;
  readonly preferences: () => StorePreferences;
  /** Told of what goes wrong where nobody waits for it. */
  readonly onError: (thrown: unknown) => void;
}

/** Views are told of changes at most this often: a slider that is dragged changes something with every move. */
const changeMilliseconds = 30;

/** The one place that knows how things stand in this window. Views show it and say only what the person did. */
export class Store {
  readonly selection: Selection;
  readonly catalogue: Catalogue;
  readonly runs: Runs;
  readonly history: History;
  readonly variants: Variants;
  readonly masks: Masks;
  readonly #options: StoreOptions;
  readonly #changed: Listeners<void>;
  readonly #throttle: Throttle;
  readonly #subscriptions: (() => void)[];

  constructor(options: StoreOptions) {
    this.#options = options;
    const { engine, memory, clock, preferences, onError } = options;
    const { recipe, device } = preferences();
    this.selection = new Selection(memory, { recipe, device }, onError);
    this.catalogue = new Catalogue(engine, () => preferences().recipeDefaults, onError);
    this.history = new History(memory, onError);
    this.runs = new Runs(options);
    const { selection, history, runs } = this;
    this.masks = new Masks({ selection, history, runs, files: options.files });
    this.variants = new Variants({
      selection: this.selection,
      runs: this.runs,
      recipe: (name) => this.catalogue.recipe(name),
      use: (settings) => {
        this.useSettings(settings);
      },
      remove: (uri) => options.files.remove(uri),
      onError,
    });
    this.#changed = new Listeners(onError);
    this.#throttle = new Throttle(clock, changeMilliseconds, () => {
      this.#changed.tell();
    });
    const notice = () => {
      this.#throttle.request();
    };
    this.#subscriptions = [
      this.runs.onEnd(({ record }) => {
        if (record) this.history.add(record);
      }),
      this.selection.onChange(notice),
      this.catalogue.onChange(notice),
      this.history.onChange(notice),
      this.runs.onChange(notice),
      this.variants.onChange(notice),
      engine.onState(notice),
    ];
  }

  get engine(): EngineAccess {
    return this.#options.engine;
  }

  /** Anything but a run's progress has changed. */
  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** Something outside that is shown with this has changed. */
  refresh(): void {
    this.#throttle.request();
  }

  /** The chosen recipe with the person's changes; undefined until the engine has told. */
  get recipe(): Recipe | undefined {
    const { recipe, changes } = this.selection.choices;
    const known = this.catalogue.known(recipe);
    if (!known) return undefined;
    try {
      return withChanges(known, changes);
    } catch {
      // Remembered changes that another version of the recipe does not know.
      this.selection.setChanges({});
      return known;
    }
  }

  /** Asks the engine for what there is to choose from. A remembered recipe that is gone is replaced by the default. */
  async load(): Promise<void> {
    try {
      await this.catalogue.load(this.selection.choices.recipe);
    } catch (thrown) {
      if (!isMissingRecipe(thrown)) throw thrown;
      this.selection.setRecipe('studio');
      await this.catalogue.load('studio');
    }
  }

  async selectRecipe(name: string): Promise<void> {
    await this.catalogue.recipe(name);
    this.selection.setRecipe(name);
  }

  selectDevice(device: string): void {
    const known = (['auto', ...deviceIds] as const).find((id) => id === device);
    if (!known) throw new StylizeError('bad-setting', `There is no device "${device}".`);
    this.selection.setDevice(known);
  }

  /** Changes a value of the recipe, and of the run under way where that is possible. */
  async change(key: string, value: unknown): Promise<void> {
    const recipe = await this.catalogue.recipe(this.selection.choices.recipe);
    this.selection.setChanges(addChange(recipe, this.selection.choices.changes, key, value));
    this.#changeRun(key);
  }

  /** Forgets the person's changes, or one of them. */
  reset(key?: string): void {
    const { changes, recipe } = this.selection.choices;
    const known = this.catalogue.known(recipe);
    const kept = key === undefined ? {} : known ? dropChange(known, changes, key) : changes;
    this.selection.setChanges(kept);
    for (const forgotten of Object.keys(changes)) if (!(forgotten in kept)) this.#changeRun(forgotten);
  }

  /** Takes over a recipe with changes, also for the run under way where that is possible. */
  useSettings({ recipe, changes }: Pick<Choices, 'recipe' | 'changes'>): void {
    const before = this.selection.choices.changes;
    this.selection.use({ ...this.selection.choices, recipe, changes });
    for (const key of new Set([...Object.keys(before), ...Object.keys(changes)])) this.#changeRun(key);
  }

  setStyleWeight(index: number, weight: number): void {
    this.selection.setStyleWeight(index, weight);
    const run = this.runs.active;
    const { styles } = this.selection.choices;
    const isOfRun = run && sameUris(run.subject.choices.styles, styles);
    const styleMix = styles.map((style) => style.weight);
    if (isOfRun && styleMix.some((share) => share > 0)) this.#update(run, { styleMix });
  }

  /** Begins a run with what is chosen, or with that and another content picture. */
  async start(content?: Picture): Promise<RunSession> {
    const { choices } = this.selection;
    return this.startWith(content ? { ...choices, content } : choices);
  }

  async startWith(choices: Choices): Promise<RunSession> {
    const known = this.catalogue.known(choices.recipe);
    const title = known?.title ?? choices.recipe;
    const iterations = known ? withChanges(known, choices.changes).iterations : 0;
    return this.runs.start(choices, { title, iterations });
  }

  dispose(): void {
    for (const end of this.#subscriptions) end();
    this.#throttle.dispose();
    this.#changed.clear();
    this.runs.dispose();
  }

  #changeRun(key: string): void {
    const run = this.runs.active;
    const { recipe } = this;
    if (!run || !recipe || run.subject.choices.recipe !== this.selection.choices.recipe) return;
    const settings = liveSettings(recipe, key);
    if (settings) this.#update(run, settings);
  }

  #update(run: RunSession, settings: Parameters<RunSession['update']>[0]): void {
    run.update(settings).catch(this.#options.onError);
  }
}

const sameUris = (some: readonly Picture[], others: readonly Picture[]): boolean =>
  some.length === others.length && some.every(({ uri }, index) => uri === others[index]!.uri);
