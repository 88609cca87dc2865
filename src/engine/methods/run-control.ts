import { StylizeError } from '../../channel/errors';
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

  /** Aborted when nothing of the run is wanted any more. */
  get cancellation(): AbortSignal {
    return this.#cancelled;
  }

  /** Aborted when a step under way is of no use any more: the run is to end, with its picture or without. */
  get interruption(): AbortSignal {
    return this.#interrupt.signal;
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
