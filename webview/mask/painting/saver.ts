/**
 * Hands masks over a while after they have changed, one at a time each: what changes meanwhile is handed over next, as it
 * then is.
 */
export class Saver {
  readonly #save: (style: string) => Promise<void>;
  readonly #onSaved: () => void;
  readonly #milliseconds: number;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #saving = new Map<string, Promise<void>>();

  /**
   * @param save hands a style's mask over; a failure has been told to the person
   * @param onSaved told when nothing of a style is under way any more
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

  /** Whether the host does not have a style's mask as it is. */
  isPending(style: string): boolean {
    return this.#timers.has(style) || this.#saving.has(style);
  }

  /** Hands over at once what waits: the page may be gone soon. */
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
