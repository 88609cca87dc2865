/** Something that holds a resource: a listener, a timer, a process. */
export interface IDisposable {
  dispose(): unknown;
}

/** Base class of owners of disposables. After `dispose`, registering disposes at once. */
export abstract class Disposable implements IDisposable {
  readonly #owned: IDisposable[] = [];
  #isDisposed = false;

  get isDisposed(): boolean {
    return this.#isDisposed;
  }

  dispose(): void {
    if (this.#isDisposed) return;
    this.#isDisposed = true;
    // In reverse order: later ones may depend on earlier ones.
    for (const disposable of this.#owned.splice(0).reverse()) disposable.dispose();
  }

  protected _register<T extends IDisposable>(disposable: T): T {
    if (this.#isDisposed) disposable.dispose();
    else this.#owned.push(disposable);
    return disposable;
  }

  /** For subscriptions that end by calling a function. */
  protected _registerEnd(end: () => unknown): void {
    this._register({ dispose: end });
  }
}
