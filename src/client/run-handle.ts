import type { ChannelClient } from '../channel/channel';
import type { EventData } from '../channel/contract';
import { deferred } from '../channel/deferred';
import { StylizeError } from '../channel/errors';
import { exactBytes } from '../channel/exact-bytes';
import type { EngineContract, RunResult } from '../contracts/engine';
import type { LiveSettings } from '../recipe/live';
import { KeptPictures } from './kept-pictures';
import { Listeners } from './listeners';

export const runEvents = [
  'planned',
  'remark',
  'resumed',
  'phase',
  'progress',
  'preview',
  'saved',
  'kept',
  'checkpoint',
] as const;
export type RunEvent = (typeof runEvents)[number];
export type RunEventData<E extends RunEvent> = EventData<EngineContract, E>;

/** What the person sees: it changes the moment they ask, and the engine follows after its current step. */
export type RunState = 'running' | 'paused' | 'finishing' | 'cancelled' | 'done' | 'failed';

/** What a run needs from its client. */
export interface RunLink {
  /**
   * @param onSent called when an engine has started and been sent the request, and again when another engine starts the
   *   run over
   */
  start(signal: AbortSignal, onSent: (channel: ChannelClient<EngineContract>) => void): StartedRun;
  on<E extends RunEvent>(event: E, listener: (data: RunEventData<E>) => void): () => void;
  onListenerError(thrown: unknown): void;
  /** Ending the client waits for this task too. */
  settle(task: Promise<void>): void;
}

export interface StartedRun {
  readonly result: Promise<RunResult>;
  /** Resolves when no engine works on it any more: after a cancellation, later than `result`. */
  readonly ended: () => Promise<void>;
}

/** One run as its owner sees it. */
export class RunHandle {
  readonly id: string;
  /** Rejects with `cancelled` at once when the run is cancelled. */
  readonly result: Promise<RunResult>;
  readonly #link: RunLink;
  readonly #abort = new AbortController();
  readonly #kept = new KeptPictures();
  readonly #states: Listeners<RunState>;
  readonly #subscriptions = new Set<() => void>();
  #state: RunState = 'running';
  #sent = deferred<ChannelClient<EngineContract>>();
  #isSent = false;
  /** Whether it leaves a checkpoint when it is finished early. */
  #resumable = false;
  /** Settings that have not been sent yet. */
  #settings: LiveSettings | undefined;
  /** All settings that the person has changed. */
  #changes: LiveSettings | undefined;
  #updating: Promise<void> | undefined;

  constructor(id: string, link: RunLink) {
    this.id = id;
    this.#link = link;
    this.#states = new Listeners((thrown) => {
      link.onListenerError(thrown);
    });
    // An unhandled rejection would end the process.
    this.#sent.promise.catch(() => undefined);
    const stopKeeping = link.on('kept', (kept) => {
      if (kept.run === this.id) this.#kept.note(kept);
    });
    const { result, ended } = link.start(this.#abort.signal, (channel) => {
      this.#connect(channel);
    });
    this.result = result.then(
      async (value) => {
        await this.#kept.discard();
        this.#end('done');
        return value;
      },
      async (thrown: unknown) => {
        const error = StylizeError.from(thrown);
        // Stopping the engine counts as cancelling too.
        if (error.code === 'cancelled') {
          link.settle(ended().then(() => this.#kept.discard()));
          this.#end('cancelled');
          throw error;
        }
        const rescued = await this.#kept.rescuedFrom(error);
        this.#end('failed');
        throw rescued;
      },
    );
    void result.then(ended, ended).finally(stopKeeping);
    // An owner who has cancelled may no longer be listening.
    this.result.catch(() => undefined);
  }

  get state(): RunState {
    return this.#state;
  }

  onState(listener: (state: RunState) => void): () => void {
    return this.#states.add(listener);
  }

  /** Events of this run, until it is over or cancelled. */
  on<E extends RunEvent>(event: E, listener: (data: RunEventData<E>) => void): () => void {
    if (this.#isOver) return () => undefined;
    const stop = this.#link.on(event, (data) => {
      if (data.run === this.id) listener(ownBytes(data));
    });
    this.#subscriptions.add(stop);
    return () => {
      stop();
      this.#subscriptions.delete(stop);
    };
  }

  /** The state changes at once; the promise resolves when the engine has complied. The same holds for `resume` and `finish`. */
  pause(): Promise<void> {
    return this.#state === 'running' ? this.#control('pause', 'paused') : Promise.resolve();
  }

  resume(): Promise<void> {
    return this.#state === 'paused' ? this.#control('resume', 'running') : Promise.resolve();
  }

  /**
   * Ends the run and saves the picture of the last step that was done: of the first one, if there is none yet.
   *
   * @param options.resumable whether it leaves a checkpoint, which the result then names
   */
  finish({ resumable = false } = {}): Promise<void> {
    const canFinish = this.#state === 'running' || this.#state === 'paused';
    if (!canFinish) return Promise.resolve();
    this.#resumable = resumable;
    return this.#control('finish', 'finishing');
  }

  /** Abandons the run: `result` rejects at once. The client kills an engine that does not end the run in time. */
  cancel(): void {
    if (this.#isOver) return;
    this.#end('cancelled');
    this.#abort.abort();
  }

  /**
   * Changes settings of the run; others stay as they are. Resolves when the engine has taken them; while it is busy with
   * a step, newer settings replace older ones that are still waiting.
   */
  update(settings: LiveSettings): Promise<void> {
    if (this.#isOver) return Promise.resolve();
    this.#settings = { ...this.#settings, ...settings };
    this.#changes = { ...this.#changes, ...settings };
    this.#updating ??= this.#sendUpdates().finally(() => {
      this.#updating = undefined;
    });
    this.#updating.catch(() => undefined);
    return this.#updating;
  }

  get #isOver(): boolean {
    return this.#state === 'cancelled' || this.#state === 'done' || this.#state === 'failed';
  }

  #connect(channel: ChannelClient<EngineContract>): void {
    if (this.#isSent) {
      // Another engine starts the run over: it must be told what the previous one was told.
      this.#sent = deferred();
      if (this.#changes) void this.update(this.#changes);
      if (this.#state === 'paused') void this.#ask('pause');
      if (this.#state === 'finishing') void this.#ask('finish');
    }
    this.#isSent = true;
    this.#sent.resolve(channel);
  }

  #control(action: 'pause' | 'resume' | 'finish', state: RunState): Promise<void> {
    this.#enter(state);
    return this.#ask(action);
  }

  #ask(action: 'pause' | 'resume' | 'finish'): Promise<void> {
    const params = { run: this.id, action, ...(action === 'finish' && { resumable: this.#resumable }) };
    const taken = this.#send((channel) => channel.request('control', params));
    taken.catch(() => undefined);
    return taken;
  }

  async #sendUpdates(): Promise<void> {
    while (this.#settings) {
      const settings = this.#settings;
      this.#settings = undefined;
      await this.#send((channel) => channel.request('update', { run: this.id, settings }));
    }
  }

  /** Sends a request about the run once the run itself has been sent. It is no error if the run or the engine has ended by then. */
  async #send(request: (channel: ChannelClient<EngineContract>) => Promise<unknown>): Promise<void> {
    try {
      await request(await this.#sent.promise);
    } catch (thrown) {
      if (!this.#isOver && StylizeError.from(thrown).code !== 'engine-failed') throw thrown;
    }
  }

  #enter(state: RunState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#states.emit(state);
  }

  #end(state: RunState): void {
    for (const stop of this.#subscriptions) stop();
    this.#subscriptions.clear();
    this.#sent.reject(new StylizeError('cancelled', 'The run is over.'));
    this.#enter(state);
  }
}

/** Copies the picture out of its message: Node's IPC delivers views of it, and a webview's transport would send all of it. */
function ownBytes<D extends object>(data: D): D {
  return 'png' in data && data.png instanceof Uint8Array ? { ...data, png: exactBytes(data.png) } : data;
}
