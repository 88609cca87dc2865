/** The listeners to one kind of event. */
export class Listeners<T> {
  readonly #entries = new Set<{ readonly listener: (value: T) => void }>();
  readonly #onError: (thrown: unknown) => void;

  /** @param onError called when a listener throws; the other listeners still get the value */
  constructor(onError: (thrown: unknown) => void) {
    this.#onError = onError;
  }

  /** The returned function ends the subscription. */
  add(listener: (value: T) => void): () => void {
    const entry = { listener };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  emit(value: T): void {
    for (const { listener } of [...this.#entries]) {
      try {
        listener(value);
      } catch (thrown) {
        this.#onError(thrown);
      }
    }
  }

  clear(): void {
    this.#entries.clear();
  }
}
