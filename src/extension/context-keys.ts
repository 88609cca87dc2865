import * as vscode from 'vscode';

import { Disposable } from './disposable';
import type { Store } from './model/store';

/** What the `when` and `enablement` clauses of package.json ask for. */
export class ContextKeys extends Disposable {
  readonly #values = new Map<string, boolean>();

  constructor(
    private readonly store: Store,
    private readonly hasResult: () => boolean,
  ) {
    super();
    this._registerEnd(
      store.onChange(() => {
        this.update();
      }),
    );
    this.update();
  }

  update(): void {
    const { runs, selection, history, variants } = this.store;
    const state = runs.active?.state;
    this.#set('stylize.active', state !== undefined);
    this.#set('stylize.trying', variants.isRunning);
    this.#set('stylize.running', state === 'preparing' || state === 'running');
    this.#set('stylize.paused', state === 'paused');
    this.#set('stylize.canStart', !runs.isBusy && selection.choices.content !== undefined);
    this.#set(
      'stylize.canRepeat',
      !runs.isBusy && (runs.current !== undefined || history.records.length > 0),
    );
    this.#set('stylize.hasResult', this.hasResult());
  }

  #set(key: string, value: boolean): void {
    if (this.#values.get(key) === value) return;
    this.#values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
