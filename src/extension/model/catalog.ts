import { StylizeError } from '../../channel/errors';
import type { EngineClient } from '../../client/engine-client';
import { Listeners } from '../../client/listeners';
import type { Device, NetworkSummary } from '../../contracts/engine';
import type { Changes } from '../../recipe/changes';
import type { Recipe } from '../../recipe/recipe';

export type EngineAccess = Pick<EngineClient, 'request' | 'run' | 'status' | 'onState'>;

export interface RecipeEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/**
 * What the engine offers: recipes, networks, devices. Each is asked for when it is first needed, and kept when the engine
 * ends. What is out of date is shown until the engine has told anew.
 */
export class Catalog {
  readonly #engine: EngineAccess;
  readonly #defaults: () => Changes;
  readonly #changed: Listeners<void>;
  readonly #asked = new Map<string, Promise<unknown>>();
  readonly #known = new Map<string, Recipe>();
  #entries: readonly RecipeEntry[] = [];
  #networks: readonly NetworkSummary[] = [];
  #devices: readonly Device[] = [];

  /** `defaults` are the values of a recipe that the person's settings replace. */
  constructor(engine: EngineAccess, defaults: () => Changes, onError: (thrown: unknown) => void) {
    this.#engine = engine;
    this.#defaults = defaults;
    this.#changed = new Listeners(onError);
  }

  get recipes(): readonly RecipeEntry[] {
    return this.#entries;
  }

  get networks(): readonly NetworkSummary[] {
    return this.#networks;
  }

  /** Empty until they have been tried, which takes a moment. */
  get devices(): readonly Device[] {
    return this.#devices;
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** A recipe if it is known already. */
  known(name: string): Recipe | undefined {
    return this.#known.get(name);
  }

  /** Asks the engine for everything that is not known yet; starts it if need be. */
  async load(recipe: string): Promise<void> {
    await Promise.all([
      this.#once('recipes', async () => {
        this.#entries = await this.#engine.request('recipes', {});
      }),
      this.#once('networks', () => this.reloadNetworks()),
      this.recipe(recipe),
    ]);
    // Last: trying the devices keeps the engine busy.
    await this.#once('devices', () => this.reloadDevices());
  }

  /** A recipe as it ships, with the defaults of the person's settings. */
  recipe(name: string): Promise<Recipe> {
    return this.#once(`recipe ${name}`, async () => {
      const recipe = await this.#engine.request('recipe', { recipe: name, settings: this.#defaults() });
      this.#known.set(name, recipe);
      return recipe;
    });
  }

  /** The engine, or what the person's settings tell it, is another: everything is asked for again when it is needed. */
  invalidate(): void {
    this.#asked.clear();
  }

  async reloadNetworks(): Promise<void> {
    this.#networks = await this.#engine.request('networks', {});
    this.#changed.emit();
  }

  async reloadDevices(): Promise<readonly Device[]> {
    this.#devices = await this.#engine.request('devices', {});
    this.#changed.emit();
    return this.#devices;
  }

  /** Asks at most once until it is invalidated. What was refused can be asked again. */
  #once<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const before = this.#asked.get(key) as Promise<T> | undefined;
    if (before) return before;
    const asked = ask();
    this.#asked.set(key, asked);
    asked.then(
      () => {
        this.#changed.emit();
      },
      () => {
        if (this.#asked.get(key) === asked) this.#asked.delete(key);
      },
    );
    return asked;
  }
}

/** The first of some recipes that can be had; a remembered one may be gone. */
export function isMissingRecipe(thrown: unknown): boolean {
  const { code } = StylizeError.from(thrown);
  return code === 'unknown-recipe' || code === 'bad-recipe' || code === 'file-not-found';
}
