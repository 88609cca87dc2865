import type { Call } from '../channel/channel';
import { abortable } from './abortable';
import type { Clock } from './clock';
import type { RunningEngine } from './process/engine-start';

export interface EngineCallsOptions {
  readonly clock: Clock;
  /** How long the engine may take to end what its caller has given up. */
  readonly graceMilliseconds: number;
  /** A call has begun or ended. */
  readonly onChange: () => void;
  /** The grace period of a call is over and the engine has not ended it. */
  readonly onOverdue: (engine: RunningEngine, name: string) => void;
}

/** What the engine is working on, which is not always what somebody still waits for. */
export class EngineCalls {
  readonly #options: EngineCallsOptions;
  /** With what was asked. */
  readonly #open = new Map<Call<unknown>, string>();
  /** Those that their caller has given up: cancelled, or timed out. */
  readonly #abandoned = new Set<Promise<void>>();

  constructor(options: EngineCallsOptions) {
    this.#options = options;
  }

  get areOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Whether such a request is under way. */
  has(name: string): boolean {
    return [...this.#open.values()].includes(name);
  }

  /** Waits until the engine works on nothing that was given up. */
  async settled(signal: AbortSignal | undefined): Promise<void> {
    while (this.#abandoned.size > 0) await abortable(Promise.all(this.#abandoned), signal);
  }

  add(engine: RunningEngine, name: string, call: Call<unknown>): void {
    const { clock, graceMilliseconds, onChange, onOverdue } = this.#options;
    const { result, ended } = call;
    let over = false;
    let cancelGrace: (() => void) | undefined;
    this.#open.set(call, name);
    onChange();
    void ended.then(() => {
      over = true;
      cancelGrace?.();
      this.#open.delete(call);
      this.#abandoned.delete(ended);
      onChange();
    });
    result.catch(() => {
      if (over) return; // an error that the engine itself answered
      this.#abandoned.add(ended);
      cancelGrace = clock.after(
        graceMilliseconds,
        () => {
          onOverdue(engine, name);
        },
        { keepsAlive: true },
      );
    });
  }
}
