/**
 * Saves masks a while after they have changed, one save at a time for each. Changes in the meantime are saved next.
 */
export class Saver {
  readonly #save: (style: string) => Promise<void>;
  readonly #onSaved: () => void;
  readonly #milliseconds: number;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #saving = new Map<string, Promise<void>>();

  /**
   * @param save saves a style's mask; failures have already been reported
   * @param onSaved called when all changes of a style are saved
   */
  constructor(save: (style: string) => Promise<void>, onSaved: () => void, milliseconds = 250) {
    this.#save = save;
    this.#onSaved = onSaved;
    this.#milliseconds = milliseconds;
  }

  /** A style's mask has changed. */
  changed(style: string): void {
    clearTimeout(this.#timers.get(style));
    const timer = setTimeout(() => {
      this.#timers.delete(style);
      this.#next(style);
    }, this.#milliseconds);
    this.#timers.set(style, timer);
  }

  /** Whether a style's mask has unsaved changes. */
  isPending(style: string): boolean {
    return this.#timers.has(style) || this.#saving.has(style);
  }

  /** Saves waiting changes at once, because the page may close. */
  flush(): void {
    for (const [style, timer] of [...this.#timers]) {
      clearTimeout(timer);
      this.#timers.delete(style);
      this.#next(style);
    }
  }

  #next(style: string): void {
    const before = this.#saving.get(style) ?? Promise.resolve();
    const saved = before
      .then(() => this.#save(style))
      .catch(() => undefined)
      .then(() => {
        if (this.#saving.get(style) !== saved) return;
        this.#saving.delete(style);
        this.#onSaved();
      });
    this.#saving.set(style, saved);
  }
}
