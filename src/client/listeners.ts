/** Who wants to hear of one kind of thing. */
export class Listeners<T> {
  readonly #entries = new Set<{ readonly listener: (value: T) => void }>();
  readonly #onError: (thrown: unknown) => void;

  /** `onError` is told when a listener throws; the others hear the value all the same. */
  constructor(onError: (thrown: unknown) => void) {
    this.#onError = onError;
  }

  /** The returned function ends the subscription. */
  add(listener: (value: T) => void): () => void {
    const entry = { listener };
    this.#entries.add(entry);
    return () => void this.#entries.delete(entry);
  }

  tell(value: T): void {
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
