import type { Environment, StopSignal } from './environment';

/**
 * Two signals this close together are one press of Ctrl-C: package managers pass on to their child what the terminal
 * has already sent to it.
 */
const onePressMilliseconds = 100;

/** The system's convention: 128 and the signal's number. */
const exitCodes: Record<StopSignal, number> = { SIGHUP: 129, SIGINT: 130, SIGPIPE: 141, SIGTERM: 143 };

/** The wish that the command ends early. */
export class Interruption {
  readonly #abort = new AbortController();
  readonly #now: () => number;
  readonly #unsubscribe: () => void;
  #by: StopSignal | undefined;
  #lastPress = -Infinity;
  #finish: (() => boolean) | undefined;

  constructor(environment: Pick<Environment, 'now' | 'onStopSignal'>) {
    this.#now = () => environment.now();
    this.#unsubscribe = environment.onStopSignal((signal) => {
      this.#receive(signal);
    });
  }

  /** Aborted when the command should give up what it does. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** What has aborted it. */
  get by(): StopSignal | undefined {
    return this.#by;
  }

  get exitCode(): number | undefined {
    return this.#by && exitCodes[this.#by];
  }

  /** What the first Ctrl-C does instead of giving up. False from it: there is nothing to finish. */
  finishFirst(finish: () => boolean): void {
    this.#finish = finish;
  }

  dispose(): void {
    this.#unsubscribe();
  }

  #receive(signal: StopSignal): void {
    if (signal === 'SIGINT') {
      const now = this.#now();
      const isSamePress = now - this.#lastPress < onePressMilliseconds;
      this.#lastPress = now;
      if (isSamePress) return;
      const finish = this.#finish;
      this.#finish = undefined;
      if (finish?.()) return;
    }
    this.#by ??= signal;
    this.#abort.abort();
  }
}
