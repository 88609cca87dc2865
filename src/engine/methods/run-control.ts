import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import type { LiveSettings } from '../../recipe/live';

/** What the person has asked of a run since it started. The run looks here between two steps. */
export class RunControl {
  #paused = false;
  #wake: (() => void) | undefined;
  #changes: LiveSettings | undefined;
  #finishing = false;
  #resumable = false;
  #suspended = false;
  readonly #cancelled: AbortSignal;
  readonly #suspend = new AbortController();
  readonly #interrupt = new AbortController();

  /** @param cancelled aborted when the person gives the run up */
  constructor(cancelled: AbortSignal) {
    this.#cancelled = AbortSignal.any([cancelled, this.#suspend.signal]);
    this.#cancelled.addEventListener(
      'abort',
      () => {
        this.#interrupt.abort();
        this.#wake?.();
      },
      { once: true },
    );
  }

  /** Whether to end early and keep what there is. */
  get finished(): boolean {
    return this.#finishing;
  }

  /** Whether a run that is ended early leaves a checkpoint all the same. */
  get resumable(): boolean {
    return this.#resumable;
  }

  /** Whether it ends because the engine does, and not by the person's wish. */
  get suspended(): boolean {
    return this.#suspended;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  finish({ resumable = false } = {}): void {
    this.#finishing = true;
    this.#resumable = resumable;
    this.#interrupt.abort();
    this.#wake?.();
  }

  /** Ends it as soon as can be, for another engine to go on with. */
  suspend(): void {
    this.#suspended = !this.#cancelled.aborted;
    this.#suspend.abort();
  }

  update(settings: LiveSettings): void {
    this.#changes = { ...this.#changes, ...settings };
  }

  /** Settings changed since the last call. */
  takeChanges(): LiveSettings | undefined {
    const changes = this.#changes;
    this.#changes = undefined;
    return changes;
  }

  /** @throws StylizeError `cancelled` */
  throwIfCancelled(): void {
    if (this.#cancelled.aborted) throw new StylizeError('cancelled', 'The run was cancelled.');
  }

  /**
   * Does what takes long, until the person wants no more of it.
   *
   * @param work ends when its signal is aborted, by throwing the signal's reason
   * @returns undefined when the run is to end with what there is
   * @throws StylizeError `cancelled`
   */
  async untilEnded<Result>(work: (signal: AbortSignal) => Promise<Result>): Promise<Result | undefined> {
    const { signal } = this.#interrupt;
    try {
      return await work(signal);
    } catch (thrown) {
      if (thrown !== signal.reason) throw thrown;
      this.throwIfCancelled();
      return undefined;
    }
  }

  /**
   * Waits while the run is paused.
   *
   * @param onPause called, and waited for, when there is something to wait for
   * @returns how long it waited, in milliseconds
   * @throws StylizeError `cancelled`
   */
  async whilePaused(onPause: () => Promise<void>): Promise<number> {
    this.throwIfCancelled();
    if (!this.#mustWait()) return 0;
    const start = performance.now();
    await onPause();
    while (this.#mustWait()) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    this.throwIfCancelled();
    return performance.now() - start;
  }

  #mustWait(): boolean {
    return this.#paused && !this.#finishing && !this.#cancelled.aborted;
  }
}

/** For a run that is ended when it has no picture to hand over. */
export const stoppedTooEarly = (): StylizeError =>
  new StylizeError('cancelled', l10n.t`The run was stopped before its first step, so there is no picture.`);
