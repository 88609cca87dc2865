import type { Call } from '../channel/channel';
import { abortable } from './abortable';
import type { Clock } from './clock';
import type { RunningEngine } from './process/engine-start';

export interface EngineCallsOptions {
  readonly clock: Clock;
  /** How long the engine may take to end a call that its caller has abandoned. */
  readonly graceMilliseconds: number;
  /** A call has begun or ended. */
  readonly onChange: () => void;
  /** The grace period of a call is over and the engine has not ended it. */
  readonly onOverdue: (engine: RunningEngine, name: string) => void;
}

/** The calls the engine is working on, including those whose caller no longer waits for them. */
export class EngineCalls {
  readonly #options: EngineCallsOptions;
  /** Each call with the name of its request. */
  readonly #open = new Map<Call<unknown>, string>();
  /** Calls that were cancelled or timed out and have not ended yet. */
  readonly #abandoned = new Set<Promise<void>>();

  constructor(options: EngineCallsOptions) {
    this.#options = options;
  }

  get areOpen(): boolean {
    return this.#open.size > 0;
  }

  /** Whether a picture is being painted. */
  get arePainting(): boolean {
    const painting = ['run', 'resume', 'train', 'resumeTraining'];
    return [...this.#open.values()].some((name) => painting.includes(name));
  }

  /** Waits until every abandoned call has ended. */
  async settled(signal: AbortSignal | undefined): Promise<void> {
    while (this.#abandoned.size > 0) await abortable(Promise.all(this.#abandoned), signal);
  }

  /** @param grace how long it may take to end, where that is more than usual */
  add(engine: RunningEngine, name: string, call: Call<unknown>, grace = () => 0): void {
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
      if (over) return; // the engine itself answered with this error
      this.#abandoned.add(ended);
      cancelGrace = clock.after(
        Math.max(graceMilliseconds, grace()),
        () => {
          onOverdue(engine, name);
        },
        { keepsAlive: true },
      );
    });
  }
}
