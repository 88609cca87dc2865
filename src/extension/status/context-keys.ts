import { isDeepStrictEqual } from 'node:util';

import * as vscode from 'vscode';

import { Disposable } from '../disposable';
import type { Run } from '../model/runs/run';
import type { Store } from '../model/store';

/** Sets the keys of the `when` and `enablement` clauses in package.json. */
export class ContextKeys extends Disposable {
  readonly #values = new Map<string, unknown>();
  readonly #store: Store;
  /** The run of the focused viewer. */
  readonly #viewed: () => Run | undefined;
  /** Whether something can be resumed. */
  readonly #canResume: () => boolean;

  constructor(store: Store, viewed: () => Run | undefined, canResume: () => boolean) {
    super();
    this.#store = store;
    this.#viewed = viewed;
    this.#canResume = canResume;
    this.#set('stylize.loaded', true);
    this._registerEnd(
      store.onChange(() => {
        this.update();
      }),
    );
    this.update();
  }

  update(): void {
    const { runs, selection, variants } = this.#store;
    const state = runs.active?.state;
    this.#set('stylize.active', state !== undefined);
    this.#set('stylize.trying', variants.isRunning);
    this.#set('stylize.running', state === 'preparing' || state === 'running');
    this.#set('stylize.paused', state === 'paused');
    this.#set('stylize.canResume', this.#canResume());
    this.#set('stylize.queued', runs.queue.length > 0);
    this.#set('stylize.canStart', selection.choices.content !== undefined);
    this.#set('stylize.canTry', !runs.isBusy && selection.choices.content !== undefined);
    this.#set('stylize.canRepeat', runs.all.length > 0);
    this.#set('stylize.hasResult', this.#viewed()?.picture !== undefined);
    this.#set('stylize.canUndo', selection.canUndo);
    this.#set('stylize.canRedo', selection.canRedo);
    this.#set('stylize.results', this.#savedPaths);
  }

  /** Saved results, which record how they were made. */
  get #savedPaths(): string[] {
    return this.#store.runs.all.flatMap(({ saved }) =>
      saved === undefined ? [] : [vscode.Uri.parse(saved).fsPath],
    );
  }

  #set(key: string, value: boolean | readonly string[]): void {
    if (isDeepStrictEqual(this.#values.get(key), value)) return;
    this.#values.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  }
}
