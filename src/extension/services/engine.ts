import type { CallOptions } from '../../channel/channel';
import type { EventData, EventName, Params, RequestName, Result } from '../../channel/contract';
import { EngineClient } from '../../client/engine-client';
import type { EngineStatus } from '../../client/engine-status';
import { Listeners } from '../../client/listeners';
import type { Log } from '../../client/log';
import { policyEnvironment } from '../../client/policy';
import type { RunHandle } from '../../client/run-handle';
import type { EngineContract, ResumeRequest, RunRequest } from '../../contracts/engine';
import { Disposable } from '../disposable';
import type { EngineAccess } from '../model/catalog';
import type { EngineSettings } from './settings';

export interface EngineOptions {
  /** Path of the engine's bundle. */
  readonly bundle: string;
  readonly userFolder: string;
  readonly log: Log;
  readonly settings: () => EngineSettings;
  readonly onError: (thrown: unknown) => void;
}

/** The window's engine. Its process starts with the first request, with the settings of that moment. */
export class Engine extends Disposable implements EngineAccess {
  readonly #options: EngineOptions;
  readonly #states: Listeners<EngineStatus>;
  readonly #renewed: Listeners<void>;
  #client: EngineClient | undefined;
  #isOutdated = false;

  constructor(options: EngineOptions) {
    super();
    this.#options = options;
    this.#states = new Listeners(options.onError);
    this.#renewed = new Listeners(options.onError);
    this._registerEnd(() => {
      this.#states.clear();
      this.#renewed.clear();
    });
  }

  get status(): EngineStatus {
    return this.#client?.status ?? { state: 'stopped' };
  }

  /** Process id of the engine, while there is one. */
  get pid(): number | undefined {
    return this.status.engine?.process.pid;
  }

  onState(listener: (status: EngineStatus) => void): () => void {
    return this.#states.add(listener);
  }

  /** The engine was replaced: its answers may differ from now on. */
  onRenewed(listener: () => void): () => void {
    return this.#renewed.add(listener);
  }

  request<N extends RequestName<EngineContract>>(
    name: N,
    params: Params<EngineContract, N>,
    options?: CallOptions,
  ): Promise<Result<EngineContract, N>> {
    return this.#connect().request(name, params, options);
  }

  on<E extends EventName<EngineContract>>(
    event: E,
    listener: (data: EventData<EngineContract, E>) => void,
  ): () => void {
    return this.#connect().on(event, listener);
  }

  run(request: Omit<RunRequest, 'run'>, id?: string): RunHandle {
    return this.#connect().run(request, id);
  }

  resume(request: Omit<ResumeRequest, 'run'>, id?: string): RunHandle {
    return this.#connect().resume(request, id);
  }

  async restart(): Promise<void> {
    await this.#replace();
    await this.#connect().restart();
    this.#renewed.emit();
  }

  /** Replaces the engine by one with the new settings, after it has finished its work. */
  async renew(): Promise<void> {
    this.#isOutdated = true;
    if (this.status.state !== 'busy') await this.#renew();
  }

  /** Resolves when no process is left. */
  async shutdown(): Promise<void> {
    this.dispose();
    await this.#client?.dispose();
  }

  #connect(): EngineClient {
    return (this.#client ??= this.#create());
  }

  async #renew(): Promise<void> {
    await this.#replace();
    this.#renewed.emit();
  }

  async #replace(): Promise<void> {
    this.#isOutdated = false;
    const client = this.#client;
    this.#client = undefined;
    // Its pending requests end as cancelled, not as failed.
    await client?.stop();
    await client?.dispose();
    if (!this.isDisposed) this.#states.emit(this.status);
  }

  #create(): EngineClient {
    const { bundle, userFolder, log, settings } = this.#options;
    const { runtime, tensorFlow, threads, lowPriority, idleMinutes, allowsDownload, policy } = settings();
    const client = new EngineClient({
      program: {
        bundle,
        env: {
          ...process.env,
          ...(tensorFlow !== undefined && { STYLIZE_TENSORFLOW: tensorFlow }),
          ...(threads > 0 && { STYLIZE_THREADS: String(threads) }),
          ...(!lowPriority && { STYLIZE_PRIORITY: 'normal' }),
          ...(!allowsDownload && { STYLIZE_OFFLINE: '1' }),
          ...policyEnvironment(policy),
        },
      },
      userFolder,
      runtime,
      log,
      idleMilliseconds: idleMinutes * 60_000,
    });
    client.onState((status) => {
      if (this.#client !== client) return;
      this.#states.emit(status);
      if (this.#isOutdated && status.state === 'ready') void this.#renew();
    });
    return client;
  }
}
