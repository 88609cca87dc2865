import * as vscode from 'vscode';

import { Disposable } from './disposable';
import type { RunSession } from './model/run-session';
import type { Store } from './model/store';
import { showProgress } from './notify';

export interface RunNotificationOptions {
  readonly store: Store;
  /** Whether the person sees how this run is going anyway. */
  readonly isSeen: (run: RunSession) => boolean;
  /** Whether something else reports on it. */
  readonly isReported: () => boolean;
}

/** One notification with the run's progress, only while nothing else on the screen shows it. */
export class RunNotification extends Disposable {
  readonly #options: RunNotificationOptions;
  /** Ends the notification that is there. */
  #end: (() => void) | undefined;

  constructor(options: RunNotificationOptions) {
    super();
    this.#options = options;
    this._registerEnd(
      options.store.onChange(() => {
        this.update();
      }),
    );
    this._registerEnd(() => this.#end?.());
  }

  /** Something is shown or hidden. */
  update(): void {
    const { store, isSeen, isReported } = this.#options;
    const run = store.runs.active;
    if (!run || isSeen(run) || isReported()) this.#end?.();
    else if (!this.#end) this.#show(run);
  }

  #show(run: RunSession): void {
    const { store } = this.#options;
    const title = vscode.l10n.t('Stylizing {0}', run.subject.content.name);
    void showProgress({ title, cancellable: true }, (report, token) => {
      let shown = 0;
      const tell = () => {
        const { iteration, iterations } = run.progress ?? { iteration: 0, iterations: 1 };
        const percent = (100 * iteration) / iterations;
        report({ message: `${Math.floor(percent)} %`, increment: percent - shown });
        shown = percent;
      };
      tell();
      token.onCancellationRequested(() => {
        run.cancel();
      });
      const stop = store.runs.onProgress(tell);
      return new Promise<void>((resolve) => {
        const end = () => {
          stop();
          this.#end = undefined;
          resolve();
        };
        this.#end = end;
        void run.ended.then(() => {
          if (this.#end === end) end();
        });
      });
    });
  }
}
