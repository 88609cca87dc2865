import type { Result } from '../../../channel/contract';
import type { Clock } from '../../../client/clock';
import { Listeners } from '../../../client/listeners';
import type { EngineContract } from '../../../contracts/engine';
import type { Changes } from '../../../recipe/changes';
import type { EngineAccess } from '../catalog';
import type { Choices, Picture } from './choices';

export type Forecast = Result<EngineContract, 'forecast'>;

export interface ForecastsOptions {
  readonly engine: EngineAccess;
  readonly choices: () => Choices;
  /** What to ask the engine for, of choices. */
  readonly settingsOf: (choices: Choices) => Promise<Changes>;
  readonly pathOf: (picture: Picture) => Promise<string>;
  readonly clock: Clock;
  readonly onError: (thrown: unknown) => void;
}

/** So long nothing may change before the engine is asked: a person may still be choosing. */
const patienceMilliseconds = 400;

/** What decides the memory and time of a run, by the beginnings of keys. */
const decisive = ['size', 'measure', 'iterations', 'scales', 'network', 'style.layers', 'content.layers'];

/** What a run with the present choices would need. The engine is asked only while it is idle. */
export class Forecasts {
  readonly #options: ForecastsOptions;
  readonly #changed: Listeners<void>;
  #latest: { readonly key: string; readonly forecast: Forecast | undefined } | undefined;
  #wanted: string | undefined;
  #cancel: (() => void) | undefined;

  constructor(options: ForecastsOptions) {
    this.#options = options;
    this.#changed = new Listeners(options.onError);
  }

  /** Undefined until the engine has told, and where the run could not be. */
  get current(): Forecast | undefined {
    const latest = this.#latest;
    return latest && latest.key === this.#key ? latest.forecast : undefined;
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /** Something may be different: what is chosen, or what the engine can do. */
  update(): void {
    const key = this.#key;
    if (key === this.#wanted || key === this.#latest?.key) return;
    this.#cancel?.();
    this.#wanted = undefined;
    if (key === undefined || this.#options.engine.status.state !== 'ready') return;
    this.#wanted = key;
    this.#cancel = this.#options.clock.after(patienceMilliseconds, () => {
      void this.#ask(key);
    });
  }

  /** What was told does not hold any more: the engine, or a network, is another. */
  invalidate(): void {
    this.#latest = undefined;
    this.update();
  }

  dispose(): void {
    this.#cancel?.();
    this.#changed.clear();
  }

  async #ask(key: string): Promise<void> {
    const { engine, choices, settingsOf, pathOf } = this.#options;
    const chosen = choices();
    let forecast: Forecast | undefined;
    try {
      const { content, recipe, device } = chosen;
      if (!content) return;
      const settings = await settingsOf(chosen);
      forecast = await engine.request('forecast', {
        content: await pathOf(content),
        recipe,
        settings,
        device,
      });
    } catch {
      // What would make the run fail is told when somebody starts it.
    }
    if (this.#wanted !== key) return;
    this.#wanted = undefined;
    this.#latest = { key, forecast };
    this.#changed.emit();
  }

  get #key(): string | undefined {
    const { content, recipe, changes, device } = this.#options.choices();
    // TensorFlow.js would be loaded for it.
    if (!content || device.startsWith('tfjs')) return undefined;
    const relevant = Object.entries(changes).filter(([key]) =>
      decisive.some((root) => key === root || key.startsWith(`${root}.`)),
    );
    return JSON.stringify([content.uri, recipe, device, relevant]);
  }
}
