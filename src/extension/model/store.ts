import { randomUUID } from 'node:crypto';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { Clock } from '../../client/clock';
import { Listeners } from '../../client/listeners';
import { type Choice, type DeviceId, deviceIds } from '../../contracts/engine';
import { iterationsOf, needsStyle, type Recipe } from '../../recipe/recipe';
import {
  addChange,
  applyChanges,
  carriedChanges,
  dropChange,
  type AppliedChanges,
  type Changes,
} from '../../recipe/values/changes';
import { Catalog, isMissingRecipe, type EngineAccess } from './catalog';
import type { Choices } from './choices/choices';
import { Forecasts } from './choices/forecasts';
import { withMasks } from './choices/mask-book';
import { MaskColors } from './choices/mask-colors';
import { Masks, type MaskFiles } from './choices/masks';
import { Presets } from './choices/presets';
import { Selection } from './choices/selection';
import type { Memory } from './memory';
import { Checkpoints } from './runs/checkpoints';
import { LiveRun } from './runs/live-run';
import type { Run } from './runs/run';
import { Runs, type RunFiles, type RunPreferences } from './runs/runs';
import { Variants } from './runs/variants';
import { Throttle } from './throttle';

export interface StorePreferences extends RunPreferences {
  /** The recipe of a new workspace. */
  readonly recipe: string;
  readonly device: 'auto' | DeviceId;
}

export interface StoreOptions {
  readonly engine: EngineAccess;
  readonly files: RunFiles & MaskFiles;
  readonly memory: Memory;
  /** Like `memory`, but shared by all windows. */
  readonly userMemory: Memory;
  readonly clock: Clock;
  readonly preferences: () => StorePreferences;
  /** Gets errors that no caller is waiting for. */
  readonly onError: (thrown: unknown) => void;
}

/** Views hear of changes at most this often: dragging a slider changes something with every move. */
const changeMilliseconds = 30;

/** The single source of truth of this window. Views show it and report what the person does. */
export class Store {
  readonly selection: Selection;
  readonly catalog: Catalog;
  readonly checkpoints: Checkpoints;
  readonly runs: Runs;
  readonly variants: Variants;
  readonly masks: Masks;
  readonly live: LiveRun;
  readonly presets: Presets;
  readonly maskColors: MaskColors;
  readonly forecasts: Forecasts;
  readonly #options: StoreOptions;
  readonly #changed: Listeners<void>;
  readonly #throttle: Throttle;
  readonly #subscriptions: (() => void)[];
  #missingRecipe: string | undefined;

  constructor(options: StoreOptions) {
    this.#options = options;
    const { engine, memory, userMemory, clock, preferences, onError } = options;
    const { recipe, device } = preferences();
    this.selection = new Selection(memory, { recipe, device }, { clock, onError });
    this.catalog = new Catalog(engine, () => preferences().recipeDefaults, onError);
    this.presets = new Presets(userMemory, onError);
    this.maskColors = new MaskColors(userMemory, onError);
    this.checkpoints = new Checkpoints({ engine, memory, onError });
    this.runs = new Runs({
      ...options,
      changesOf: (choices) => this.#changesOf(choices),
      discard: (checkpoint) => {
        this.checkpoints.discard(checkpoint);
      },
    });
    const { selection, runs } = this;
    this.masks = new Masks({ selection, runs, files: options.files });
    this.live = new LiveRun({ selection, runs, recipe: (name) => this.catalog.known(name), onError });
    this.forecasts = new Forecasts({
      engine,
      choices: () => selection.choices,
      settingsOf: async (choices) => ({
        ...preferences().recipeDefaults,
        ...(await this.#changesOf(choices)),
      }),
      pathOf: (picture) => options.files.pathOf(picture),
      limits: () => preferences().limits,
      clock,
      onError,
    });
    this.variants = new Variants({
      selection: this.selection,
      runs: this.runs,
      recipe: (name) => this.catalog.recipe(name),
      use: (settings) => {
        this.useSettings(settings);
      },
      remove: (uri) => options.files.remove(uri),
      onError,
    });
    this.#changed = new Listeners(onError);
    this.#throttle = new Throttle(clock, changeMilliseconds, () => {
      this.#changed.emit();
    });
    const notice = () => {
      this.#throttle.request();
    };
    this.#subscriptions = [
      this.selection.onChange(() => {
        this.live.update();
        this.forecasts.update();
        notice();
      }),
      this.catalog.onChange(() => {
        this.forecasts.invalidate();
        notice();
      }),
      this.forecasts.onChange(notice),
      this.presets.onChange(notice),
      this.maskColors.onChange(notice),
      this.runs.onChange(notice),
      this.variants.onChange(notice),
      engine.onState(() => {
        this.forecasts.update();
        notice();
      }),
    ];
  }

  get engine(): EngineAccess {
    return this.#options.engine;
  }

  /** Anything but a run's progress has changed. */
  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** Addresses of every picture and mask that something can be painted or repeated with. */
  get filesInUse(): ReadonlySet<string> {
    const { selection, runs, masks } = this;
    const all = [selection.choices, ...runs.all.map(({ subject }) => subject.choices)];
    const pictures = all.flatMap(({ content, styles }) => (content ? [content, ...styles] : styles));
    return new Set([...masks.used, ...[...pictures, ...selection.batch].map(({ uri }) => uri)]);
  }

  /** The chosen recipe with the person's changes; undefined until the engine has told. */
  get recipe(): Recipe | undefined {
    return this.applied?.recipe;
  }

  /** As `recipe`, with the changes that it does not take. */
  get applied(): AppliedChanges | undefined {
    const { recipe, changes } = this.selection.choices;
    const known = this.catalog.known(recipe);
    return known && applyChanges(known, changes);
  }

  /** Loads what the engine offers. If the remembered recipe no longer exists, the default takes its place. */
  async load(): Promise<void> {
    try {
      await this.catalog.load(this.selection.choices.recipe);
    } catch (thrown) {
      if (!isMissingRecipe(thrown)) throw thrown;
      const { recipe } = this.selection.choices;
      await this.catalog.load('studio');
      await this.selectRecipe('studio');
      this.#missingRecipe = recipe;
    }
  }

  /** The chosen recipe that no longer exists, until another one is chosen. */
  get missingRecipe(): string | undefined {
    return this.#missingRecipe;
  }

  async selectRecipe(name: string): Promise<void> {
    const recipe = await this.catalog.recipe(name);
    this.#missingRecipe = undefined;
    this.selection.setRecipe(name, (remembered, current) => carriedChanges(recipe, remembered, current));
  }

  selectDevice(device: string): void {
    const known = (['auto', ...deviceIds] as const).find((id) => id === device);
    if (!known) throw new StylizeError('bad-setting', l10n.t`There is no device "${device}".`);
    this.selection.setDevice(known);
  }

  /** Changes values of the recipe in one step. Live settings also change the current run. */
  async change(key: string, value: unknown): Promise<void> {
    await this.changeAll({ [key]: value });
  }

  async changeAll(values: Changes): Promise<void> {
    const recipe = await this.catalog.recipe(this.selection.choices.recipe);
    const changes = Object.entries(values).reduce<Changes>(
      (all, [key, value]) => addChange(recipe, all, key, value),
      this.selection.choices.changes,
    );
    this.selection.setChanges(changes, Object.keys(values).join(' '));
  }

  /** Choices with one of a forecast's proposals. */
  async withChoice(choices: Choices, { settings, device }: Choice): Promise<Choices> {
    const recipe = await this.catalog.recipe(choices.recipe);
    const changes = Object.entries(settings).reduce<Changes>(
      (all, [key, value]) => addChange(recipe, all, key, value),
      choices.changes,
    );
    return { ...choices, changes, ...(device && { device }) };
  }

  /** Forgets the person's changes, or one of them. */
  async reset(key?: string): Promise<void> {
    const recipe = await this.catalog.recipe(this.selection.choices.recipe);
    const { changes } = this.selection.choices;
    this.selection.setChanges(key === undefined ? {} : dropChange(recipe, changes, key));
  }

  /** Chooses a recipe with changes. */
  useSettings({ recipe, changes }: Pick<Choices, 'recipe' | 'changes'>): void {
    this.selection.use({ ...this.selection.choices, recipe, changes });
  }

  /**
   * Takes back the last change of the choices.
   *
   * @throws StylizeError when the previous recipe no longer exists: then nothing changes
   */
  async undo(): Promise<void> {
    await this.#step('undo', 'redo');
  }

  async redo(): Promise<void> {
    await this.#step('redo', 'undo');
  }

  async #step(direction: 'undo' | 'redo', back: 'undo' | 'redo'): Promise<void> {
    if (!this.selection[direction]()) return;
    try {
      await this.catalog.recipe(this.selection.choices.recipe);
    } catch (thrown) {
      this.selection[back]();
      throw thrown;
    }
  }

  /**
   * Queues a run with the present choices, or one for each picture of a batch. It starts at once if nothing else is
   * running.
   *
   * @returns the first of them
   *
   * @throws StylizeError `usage` when a picture is missing, or what is wrong with the recipe
   */
  async start(): Promise<Run> {
    const { choices, batch, masks } = this.selection;
    if (batch.length === 0) return this.startWith(choices);
    const about = { ...(await this.about(choices)), batch: randomUUID() };
    const runs = batch.map((content) => this.runs.add(withMasks({ ...choices, content }, masks), about));
    this.selection.setContents(batch.slice(0, 1));
    return runs[0]!;
  }

  /**
   * Queues a run with other choices.
   *
   * @param name of its file; without one, the person's settings decide
   */
  async startWith(choices: Choices, name?: string): Promise<Run> {
    return this.runs.add(choices, { ...(await this.about(choices)), ...(name !== undefined && { name }) });
  }

  dispose(): void {
    for (const end of this.#subscriptions) end();
    this.#throttle.dispose();
    this.forecasts.dispose();
    this.checkpoints.dispose();
    this.#changed.clear();
    this.runs.dispose();
  }

  /** What a run with these choices is about. */
  async about(choices: Choices): Promise<{ readonly title: string; readonly iterations: number }> {
    const recipe = await this.recipeOf(choices);
    if (choices.content && choices.styles.length === 0 && needsStyle(recipe)) {
      throw new StylizeError('usage', l10n.t`Choose a style first.`);
    }
    return { title: recipe.title, iterations: iterationsOf(recipe) };
  }

  /** The recipe of choices, with those changes that it accepts. */
  async recipeOf(choices: Choices): Promise<Recipe> {
    return (await this.#appliedTo(choices)).recipe;
  }

  /** The changes to send to the engine, without those that the recipe does not accept. */
  async #changesOf(choices: Choices): Promise<Changes> {
    return (await this.#appliedTo(choices)).changes;
  }

  /** @throws StylizeError `network-missing`; the engine's own message is meant for the command line */
  async #appliedTo(choices: Choices): Promise<AppliedChanges> {
    const applied = applyChanges(await this.catalog.recipe(choices.recipe), choices.changes);
    const { title, network: name } = applied.recipe;
    const network = this.catalog.networks.find((network) => network.name === name);
    if (!network || network.installed) return applied;
    throw new StylizeError(
      'network-missing',
      l10n.t`${title} looks at pictures with ${network.title}, which is not on this machine yet.`,
      { hint: l10n.t`Import it from a file, or download it where that is allowed.` },
    );
  }
}
