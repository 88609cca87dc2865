import { StylizeError } from '../../channel/errors';
import type { LiveSettings } from '../../recipe/live';

/** What the person has asked of a run since it started. The run looks here between two steps. */
export class RunControl {
  #paused = false;
  #wake: (() => void) | undefined;
  #changes: LiveSettings | undefined;
  #finishing = false;
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
    signal.addEventListener('abort', () => this.#wake?.(), { once: true });
  }

  /** Whether to end early and keep what there is. */
  get finished(): boolean {
    return this.#finishing;
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#wake?.();
  }

  finish(): void {
    this.#finishing = true;
    this.#wake?.();
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
    if (this.#signal.aborted) throw new StylizeError('cancelled', 'The run was cancelled.');
  }

  /**
   * Waits while the run is paused.
   *
   * @param onPause called when there is something to wait for
   * @returns how long it waited, in milliseconds
   * @throws StylizeError `cancelled`
   */
  async whilePaused(onPause: () => void): Promise<number> {
    this.throwIfCancelled();
    if (!this.#mustWait()) return 0;
    const start = performance.now();
    onPause();
    while (this.#mustWait()) await new Promise<void>((resolve) => (this.#wake = resolve));
    this.#wake = undefined;
    this.throwIfCancelled();
    return performance.now() - start;
  }

  #mustWait(): boolean {
    return this.#paused && !this.#finishing && !this.#signal.aborted;
  }
}
