import { randomUUID } from 'node:crypto';

import type { CallOptions, ChannelClient } from '../channel/channel';
import type { EventData, EventName, Params, RequestName, Result } from '../channel/contract';
import { StylizeError } from '../channel/errors';
import { worded } from '../channel/l10n';
import * as l10n from '../channel/l10n';
import {
  engineContract,
  type EngineContract,
  type ResumeRequest,
  type RunRequest,
} from '../contracts/engine';
import { abortable, delay } from './abortable';
import { systemClock, type Clock } from './clock';
import { EngineCalls } from './engine-calls';
import type { EngineStatus } from './engine-status';
import { Listeners } from './listeners';
import { MemoryLog, type Log } from './log';
import { tooManyCrashes } from './process/crash';
import type { EngineProgram } from './process/engine-process';
import { NodeRuntimeChoice, type RuntimeChoice } from './process/engine-runtime';
import { startEngine, type RunningEngine } from './process/engine-start';
import { defaultRestartLimits, RestartPolicy, type RestartLimits } from './process/restart-policy';
import { lossOf, Recovery, type RunOrder } from './recovery';
import { RunHandle, type StartedRun } from './run-handle';
import { RunWatch } from './run-watch';

export interface EngineClientOptions {
  readonly program: EngineProgram;
  /** Where the choice of runtime is remembered. */
  readonly userFolder: string;
  /** A Node that the person has chosen to run the engine. */
  readonly runtime?: string | undefined;
  readonly log?: Log | undefined;
  /** Limit for an engine's start on one runtime. */
  readonly startMilliseconds?: number | undefined;
  /** How long a cancelled request may take to end before the engine is killed. */
  readonly graceMilliseconds?: number | undefined;
  /** The engine is ended after being idle for this long. 0: never. */
  readonly idleMilliseconds?: number | undefined;
  readonly restartLimits?: RestartLimits | undefined;
  /** How often in a row a run goes on after the loss of its engine, without getting any further. */
  readonly recoveries?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly runtimes?: RuntimeChoice | undefined;
}

type EngineRequest = RequestName<EngineContract>;
type EngineEvent = EventName<EngineContract>;

const stoppedError = () => new StylizeError('cancelled', 'The engine was stopped.');

/**
 * An engine that is there when it is needed: started on first use, restarted after a crash, ended when idle. A crash
 * rejects pending requests with a clear error; the next request works.
 */
export class EngineClient {
  readonly #program: EngineProgram;
  readonly #runtimes: RuntimeChoice;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #startMilliseconds: number;
  readonly #idleMilliseconds: number;
  readonly #policy: RestartPolicy;
  readonly #recoveries: number | undefined;
  readonly #states: Listeners<EngineStatus>;
  readonly #events = new Map<EngineEvent, Listeners<unknown>>();
  readonly #calls: EngineCalls;
  readonly #leaving = new Set<Promise<void>>();
  #status: EngineStatus = { state: 'stopped' };
  #engine: RunningEngine | undefined;
  #start: { readonly engine: Promise<RunningEngine>; readonly abort: AbortController } | undefined;
  #cancelIdle: (() => void) | undefined;
  #disposed = false;

  constructor(options: EngineClientOptions) {
    this.#program = options.program;
    this.#log = options.log ?? new MemoryLog();
    this.#clock = options.clock ?? systemClock;
    this.#runtimes =
      options.runtimes ??
      new NodeRuntimeChoice({
        userFolder: options.userFolder,
        setting: options.runtime,
        environment: options.program.env,
        log: this.#log,
      });
    this.#startMilliseconds = options.startMilliseconds ?? 30_000;
    this.#calls = new EngineCalls({
      clock: this.#clock,
      graceMilliseconds: options.graceMilliseconds ?? 5000,
      onChange: () => {
        this.#settle();
      },
      onOverdue: (engine, name) => {
        this.#log.append('warning', `The engine did not end "${name}" in time and is being killed.`);
        this.#kill(engine);
      },
    });
    this.#idleMilliseconds = options.idleMilliseconds ?? 0;
    this.#policy = new RestartPolicy(this.#clock, options.restartLimits ?? defaultRestartLimits);
    this.#recoveries = options.recoveries;
    this.#states = this.#listeners();
  }

  get status(): EngineStatus {
    return this.#status;
  }

  onState(listener: (status: EngineStatus) => void): () => void {
    return this.#states.add(listener);
  }

  /** The engine's events, whichever process is running at the time. */
  on<E extends EngineEvent>(event: E, listener: (data: EventData<EngineContract, E>) => void): () => void {
    const listeners = this.#events.get(event) ?? this.#listeners<unknown>();
    this.#events.set(event, listeners);
    return listeners.add(listener as (data: unknown) => void);
  }

  /** Starts the engine if it is not running. */
  async request<N extends EngineRequest>(
    name: N,
    params: Params<EngineContract, N>,
    options: CallOptions = {},
  ): Promise<Result<EngineContract, N>> {
    const engine = await this.#ready(options.signal);
    return this.#call(engine, name, params, options);
  }

  /** Begins a run. The handle can be paused, changed and cancelled at once, even while the engine is starting. */
  run(request: Omit<RunRequest, 'run'>, id: string = randomUUID()): RunHandle {
    return this.#follow(id, { name: 'run', params: { ...request, run: id } });
  }

  /** Goes on with a run from its checkpoint, as `run`. */
  resume(request: Omit<ResumeRequest, 'run'>, id: string = randomUUID()): RunHandle {
    return this.#follow(id, { name: 'resume', params: { ...request, run: id } });
  }

  #follow(id: string, order: RunOrder): RunHandle {
    return new RunHandle(id, {
      start: (signal, onSent) => this.#startRun(order, signal, onSent),
      on: (event, listener) => this.on(event, listener),
      onListenerError: this.#onListenerError,
      settle: (task) => {
        this.#track(task);
      },
    });
  }

  /** Ends the engine and all its work; the next request starts it again. */
  async stop(): Promise<void> {
    await this.#stop(stoppedError());
  }

  async #stop(reason: StylizeError): Promise<void> {
    const start = this.#start;
    this.#start = undefined;
    start?.abort.abort();
    this.#leave(reason);
    if (!this.#disposed) this.#enter({ state: 'stopped' });
    await Promise.all([...this.#leaving, start?.engine.catch(() => undefined)]);
  }

  /** Starts a new engine at a person's request, even after too many crashes. */
  async restart(): Promise<void> {
    await this.stop();
    this.#policy.reset();
    await this.#ready();
  }

  /** Ends everything for good; resolves when no process is left. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    // Not 'cancelled': a run keeps what it has painted.
    await this.#stop(new StylizeError('engine-failed', l10n.t`The engine has been shut down.`));
    this.#status = { state: 'stopped' };
    this.#states.clear();
    this.#events.clear();
  }

  async #ready(signal?: AbortSignal): Promise<RunningEngine> {
    if (signal?.aborted) throw new StylizeError('cancelled', 'Cancelled.');
    await this.#calls.settled(signal);
    if (this.#disposed) throw new StylizeError('engine-failed', l10n.t`The engine has been shut down.`);
    if (this.#engine) return this.#engine;
    if (!this.#start) {
      if (this.#policy.exhausted && this.#status.error) throw this.#status.error;
      this.#begin('starting', 0);
    }
    return abortable(this.#start!.engine, signal);
  }

  #begin(state: 'starting' | 'restarting', milliseconds: number, error?: StylizeError): void {
    const abort = new AbortController();
    const engine = this.#startAfter(milliseconds, abort.signal);
    engine.catch(() => undefined);
    this.#start = { engine, abort };
    this.#enter({ state, error });
  }

  async #startAfter(milliseconds: number, signal: AbortSignal): Promise<RunningEngine> {
    try {
      if (milliseconds > 0) await delay(this.#clock, milliseconds, signal);
      const engine = await startEngine({
        program: this.#program,
        runtimes: this.#runtimes,
        log: this.#log,
        clock: this.#clock,
        startMilliseconds: this.#startMilliseconds,
        signal,
      });
      this.#adopt(engine, signal);
      return engine;
    } catch (thrown) {
      const error = StylizeError.from(thrown);
      if (!signal.aborted) {
        this.#start = undefined;
        this.#enter({ state: 'failed', error });
      }
      throw error;
    }
  }

  #adopt(engine: RunningEngine, signal: AbortSignal): void {
    const { process } = engine;
    if (signal.aborted) {
      process.kill(stoppedError());
      throw stoppedError();
    }
    this.#start = undefined;
    this.#engine = engine;
    process.onEnd((error) => {
      this.#crashed(engine, error);
    });
    for (const event of Object.keys(engineContract.events) as EngineEvent[]) {
      process.channel.on(event, (data) => this.#events.get(event)?.emit(data));
    }
    this.#log.append('info', `Engine ${engine.version} is ready on ${engine.runtimeName}.`);
    this.#settle();
  }

  #crashed(engine: RunningEngine, error: StylizeError): void {
    if (this.#engine !== engine) return; // it was told to end
    // This has to come before the choice of its successor.
    if (engine.process.loss === 'crash' && this.#calls.arePainting) this.#runtimes.avoid(engine.runtime);
    this.#engine = undefined;
    this.#cancelIdle?.();
    const wait = this.#policy.crashed(this.#clock.now() - engine.process.startedAt);
    if (wait === undefined) this.#enter({ state: 'failed', error: tooManyCrashes(error) });
    else this.#begin('restarting', wait, error);
  }

  /** An engine that is lost in the run has a successor, which goes on with it. */
  #startRun(
    first: RunOrder,
    signal: AbortSignal,
    onSent: (channel: ChannelClient<EngineContract>) => void,
  ): StartedRun {
    const { run } = first.params;
    const recovery = new Recovery(first, this.#recoveries);
    let ended = Promise.resolve();
    const attempt = async (order: RunOrder) => {
      const engine = await this.#ready(signal);
      const watch = new RunWatch(run, this, this.#clock, () => {
        this.#log.append('warning', 'The engine gives no sign of life and is being killed.');
        this.#kill(engine);
      });
      const call = engine.process.channel.call(order.name, order.params, { signal });
      this.#calls.add(engine, order.name, call, () => watch.grace);
      ended = call.ended;
      void call.ended.then(() => {
        watch.stop();
      });
      onSent(engine.process.channel);
      return { engine, watch, result: call.result };
    };
    const paint = async () => {
      const stops = [
        this.on('planned', (plan) => {
          if (plan.run === run) recovery.planned(plan);
        }),
        this.on('checkpoint', (checkpoint) => {
          if (checkpoint.run === run) recovery.checkpointed(checkpoint);
        }),
      ];
      try {
        for (let order = first; ;) {
          const { engine, watch, result } = await attempt(order);
          try {
            return await result;
          } catch (thrown) {
            const loss = watch.isHung ? 'silence' : (engine.process.loss ?? lossOf(thrown));
            if (!loss || signal.aborted || this.#disposed) throw thrown;
            const next = await this.#ready(signal).catch(() => undefined);
            const isOther = next !== undefined && next.runtime.source !== engine.runtime.source;
            const way = next && recovery.after(loss, isOther ? runtimeOf(next) : undefined);
            if (!way) throw thrown;
            const { rescued } = StylizeError.from(thrown);
            // It is removed when the run has its result.
            if (rescued) this.#events.get('kept')?.emit({ run, ...rescued });
            this.#log.append('warning', worded(way.message));
            this.#events.get('resumed')?.emit({ run, message: way.message });
            order = way.order;
          }
        }
      } finally {
        for (const stop of stops) stop();
      }
    };
    return { result: paint(), ended: () => ended };
  }

  #call<N extends EngineRequest>(
    engine: RunningEngine,
    name: N,
    params: Params<EngineContract, N>,
    options: CallOptions,
  ): Promise<Result<EngineContract, N>> {
    const call = engine.process.channel.call(name, params, options);
    this.#calls.add(engine, name, call);
    return call.result;
  }

  #kill(engine: RunningEngine): void {
    if (this.#engine === engine) {
      this.#engine = undefined;
      this.#enter({ state: 'stopped' });
    }
    engine.process.kill(
      new StylizeError('engine-failed', l10n.t`The engine was stopped: it no longer answered.`),
    );
    this.#track(engine.process.ended);
  }

  #leave(reason: StylizeError): void {
    const engine = this.#engine;
    this.#engine = undefined;
    this.#cancelIdle?.();
    if (engine) this.#track(engine.process.shutdown(reason));
  }

  #track(leaving: Promise<void>): void {
    this.#leaving.add(leaving);
    void leaving.then(() => this.#leaving.delete(leaving));
  }

  /** Updates the status to ready or busy, and starts the idle countdown. */
  #settle(): void {
    const engine = this.#engine;
    if (!engine) return;
    this.#cancelIdle?.();
    this.#cancelIdle = undefined;
    const isBusy = this.#calls.areOpen;
    this.#enter({ state: isBusy ? 'busy' : 'ready', engine });
    if (isBusy || this.#idleMilliseconds === 0) return;
    this.#cancelIdle = this.#clock.after(this.#idleMilliseconds, () => {
      this.#log.append('info', 'The engine was idle and has been ended.');
      this.#leave(stoppedError());
      this.#enter({ state: 'stopped' });
    });
  }

  #enter(status: EngineStatus): void {
    const { state, engine, error } = this.#status;
    this.#status = status;
    const isNew = state !== status.state || engine !== status.engine || error !== status.error;
    if (isNew) this.#states.emit(status);
  }

  readonly #onListenerError = (thrown: unknown): void => {
    this.#log.append('error', `A listener failed: ${String(thrown)}`);
  };

  #listeners<T>(): Listeners<T> {
    return new Listeners<T>(this.#onListenerError);
  }
}

const runtimeOf = ({ runtimeName, runtime }: RunningEngine) => `${runtimeName}, ${runtime.execPath}`;
