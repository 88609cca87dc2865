import type { Result } from '../../../channel/contract';
import { StylizeError } from '../../../channel/errors';
import * as l10n from '../../../channel/l10n';
import type { Clock } from '../../../client/clock';
import { Listeners } from '../../../client/listeners';
import type { EngineContract } from '../../../contracts/engine';
import type { Changes } from '../../../recipe/values/changes';
import type { EngineAccess } from '../catalog';
import { requestedPictures, type RunLimits } from '../runs/run-request';
import type { Choices, Picture } from './choices';

export type Forecast = Result<EngineContract, 'forecast'>;

export interface ForecastsOptions {
  readonly engine: EngineAccess;
  readonly choices: () => Choices;
  /** The settings to send to the engine. */
  readonly settingsOf: (choices: Choices) => Promise<Changes>;
  readonly pathOf: (picture: Picture) => Promise<string>;
  readonly limits: () => RunLimits;
  readonly clock: Clock;
  readonly onError: (thrown: unknown) => void;
}

/** Wait until nothing has changed for this long: the person may still be choosing. */
const patienceMilliseconds = 400;

/** A device that has not been tried yet is tried first. */
const answerMilliseconds = 60_000;

/** Prefixes of the keys that decide a run's memory and time. */
const decisive = [
  'size',
  'measure',
  'iterations',
  'scales',
  'network',
  'optimizer',
  'style.layers',
  'style.matching',
  'style.scale',
  'style.statistic',
  'content.layers',
];

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

  /** Undefined until the engine has answered, and if the run is impossible. */
  get current(): Forecast | undefined {
    const latest = this.#latest;
    return latest && latest.key === this.#key ? latest.forecast : undefined;
  }

  onChange(listener: () => void): () => void {
    return this.#changed.add(listener);
  }

  /**
   * What a run with other choices would need. An engine at work answers between two steps.
   *
   * @throws StylizeError as the run would, or `timeout`
   */
  async of(choices: Choices, timeoutMilliseconds = answerMilliseconds): Promise<Forecast> {
    const { engine, settingsOf, pathOf, limits } = this.#options;
    const { content, styles, recipe, device } = choices;
    if (!content) throw new StylizeError('usage', l10n.t`Choose a picture first.`);
    return engine.request(
      'forecast',
      {
        ...(await requestedPictures({ content, styles }, pathOf)),
        recipe,
        settings: await settingsOf(choices),
        device,
        limits: { ...limits() },
      },
      { timeoutMilliseconds },
    );
  }

  /** The choices or the engine's abilities may have changed. */
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

  /** The last answer is outdated: the engine or a network has changed. */
  invalidate(): void {
    this.#latest = undefined;
    this.update();
  }

  dispose(): void {
    this.#cancel?.();
    this.#changed.clear();
  }

  async #ask(key: string): Promise<void> {
    // What would make the run fail is reported when it is started.
    const forecast = await this.of(this.#options.choices()).catch(() => undefined);
    if (this.#wanted !== key) return;
    this.#wanted = undefined;
    this.#latest = { key, forecast };
    this.#changed.emit();
  }

  get #key(): string | undefined {
    const { choices, limits } = this.#options;
    const { content, styles, recipe, changes, device } = choices();
    // It would load TensorFlow.js.
    if (!content || device.startsWith('tfjs')) return undefined;
    const relevant = Object.entries(changes).filter(([key]) =>
      decisive.some((root) => key === root || key.startsWith(`${root}.`)),
    );
    const pictures = [content.uri, ...styles.map(({ uri, mask }) => `${uri} ${mask?.uri ?? ''}`)];
    return JSON.stringify([pictures, recipe, device, relevant, limits()]);
  }
}
