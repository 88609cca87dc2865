/** Something that holds on to what has to be let go of: a listener, a timer, a process. */
export interface IDisposable {
  dispose(): unknown;
}

/** What a class that owns disposables extends. What is registered after the end is disposed of at once. */
export abstract class Disposable implements IDisposable {
  readonly #owned: IDisposable[] = [];
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    // What came last may rely on what came first.
    for (const disposable of this.#owned.splice(0).reverse()) disposable.dispose();
  }

  protected _register<T extends IDisposable>(disposable: T): T {
    if (this.#isDisposed) disposable.dispose();
    else this.#owned.push(disposable);
    return disposable;
  }

  /** For subscriptions that are ended by a function. */
  protected _registerEnd(end: () => unknown): void {
    this._register({ dispose: end });
  }
}
