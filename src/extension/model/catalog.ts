import { StylizeError } from '../../channel/errors';
import type { EngineClient } from '../../client/engine-client';
import { Listeners } from '../../client/listeners';
import type { Device, NetworkSummary } from '../../contracts/engine';
import type { Recipe } from '../../recipe/recipe';
import type { Changes } from '../../recipe/values/changes';

export type EngineAccess = Pick<EngineClient, 'request' | 'run' | 'resume' | 'status' | 'onState'>;

export interface RecipeEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/**
 * What the engine offers: recipes, networks, devices. Each list is requested when it is first needed and kept when the
 * engine exits. An outdated list stays visible until the new one arrives.
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

  /** @param defaults recipe values that the person's settings override */
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

  /** Empty until the devices have been probed, which takes a moment. */
  get devices(): readonly Device[] {
    return this.#devices;
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** A recipe, if it has already been loaded. */
  known(name: string): Recipe | undefined {
    return this.#known.get(name);
  }

  /** Requests everything that is not known yet, and starts the engine if necessary. */
  async load(recipe: string): Promise<void> {
    await Promise.all([
      this.#once('recipes', async () => {
        this.#entries = await this.#engine.request('recipes', {});
      }),
      this.#once('networks', () => this.reloadNetworks()),
      this.recipe(recipe),
    ]);
    // Last, because probing the devices keeps the engine busy.
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

  /** The engine or its settings have changed: everything is requested again when it is needed. */
  invalidate(): void {
    this.#asked.clear();
  }

  /** After one was imported or removed. */
  async reloadRecipes(): Promise<void> {
    for (const { name } of this.#entries) this.#asked.delete(`recipe ${name}`);
    this.#entries = await this.#engine.request('recipes', {});
    this.#changed.emit();
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

  /** Sends a request at most once until `invalidate`. A failed request can be repeated. */
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
