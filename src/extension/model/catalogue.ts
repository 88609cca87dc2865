import type { EngineClient } from '../../client/engine-client';
import { Listeners } from '../../client/listeners';
import type { Device, NetworkSummary } from '../../protocol/engine';
import { StylizeError } from '../../protocol/errors';
import type { Recipe } from '../../protocol/recipe';
import type { Changes } from './recipe-changes';

export type EngineAccess = Pick<EngineClient, 'request' | 'run' | 'status' | 'onState'>;

export interface RecipeEntry {
  readonly name: string;
  readonly title: string;
  readonly description: string;
}

/** What the engine offers: recipes, networks, devices. Asked for once, and kept when the engine ends. */
export class Catalogue {
  readonly #engine: EngineAccess;
  readonly #defaults: () => Changes;
  readonly #changed: Listeners<void>;
  readonly #recipes = new Map<string, Promise<Recipe>>();
  readonly #known = new Map<string, Recipe>();
  #entries: readonly RecipeEntry[] = [];
  #networks: readonly NetworkSummary[] = [];
  #devices: readonly Device[] = [];
  #loading: Promise<void> | undefined;

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
  load(recipe: string): Promise<void> {
    this.#loading ??= this.#load(recipe).catch((thrown: unknown) => {
      this.#loading = undefined;
      throw thrown;
    });
    return this.#loading;
  }

  /** A recipe as it ships, with the defaults of the person's settings. */
  recipe(name: string): Promise<Recipe> {
    const known = this.#recipes.get(name);
    if (known) return known;
    const asked = this.#engine.request('recipe', { recipe: name, settings: this.#defaults() }).then(
      (recipe) => {
        this.#known.set(name, recipe);
        this.#changed.tell();
        return recipe;
      },
      (thrown: unknown) => {
        this.#recipes.delete(name);
        throw thrown;
      },
    );
    this.#recipes.set(name, asked);
    return asked;
  }

  /** The person's settings have changed: recipes begin with other values. */
  forgetRecipes(): void {
    this.#recipes.clear();
    this.#known.clear();
  }

  async reloadNetworks(): Promise<void> {
    this.#networks = await this.#engine.request('networks', {});
    this.#changed.tell();
  }

  async reloadDevices(): Promise<readonly Device[]> {
    this.#devices = await this.#engine.request('devices', {});
    this.#changed.tell();
    return this.#devices;
  }

  async #load(recipe: string): Promise<void> {
    [this.#entries, this.#networks] = await Promise.all([
      this.#engine.request('recipes', {}),
      this.#engine.request('networks', {}),
    ]);
    this.#changed.tell();
    await this.recipe(recipe);
    // Last: trying the devices keeps the engine busy.
    await this.reloadDevices();
  }
}

/** The first of some recipes that can be had; a remembered one may be gone. */
export function isMissingRecipe(thrown: unknown): boolean {
  const { code } = StylizeError.from(thrown);
  return code === 'unknown-recipe' || code === 'bad-recipe' || code === 'file-not-found';
}
