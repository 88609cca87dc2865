import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import type { Picture } from '../model/choices/choices';
import type { Run } from '../model/runs/run';
import type { Store } from '../model/store';
import type { RunHandlersActions } from '../model/views/run-handlers';
import { labelOf } from '../model/views/run-views';
import type { Fix } from '../notices/messages';
import { ask, showDone } from '../notices/notify';
import { plainName } from '../notices/plain-text';
import type { PictureFiles } from '../pictures/picture-files';
import type { Engine } from '../services/engine';
import type { Results } from '../services/results';
import type { Viewers } from '../views/viewers';

export interface RunActionsOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly files: PictureFiles;
  readonly results: Results;
  /** A function, because the viewers need the actions. */
  readonly viewers: () => Viewers;
  /** Offers styles if none is chosen. Returns whether one is chosen now. */
  readonly ensureStyle: () => Promise<boolean>;
  readonly report: (thrown: unknown, fix: Fix) => void;
}

/** What a person can do with runs and their results, wherever the request comes from. */
export class RunActions implements RunHandlersActions {
  readonly #options: RunActionsOptions;

  constructor(options: RunActionsOptions) {
    this.#options = options;
  }

  /** Starts a run with the present choices and shows it, or queues it while another is running. */
  async start(): Promise<void> {
    const { store, ensureStyle } = this.#options;
    if (!(await ensureStyle())) return;
    this.#show(await store.start());
  }

  /** Repeats the last run, with the same picture or another one. */
  async again(uri?: vscode.Uri): Promise<void> {
    const { store, files } = this.#options;
    const { runs, selection } = store;
    const last = (runs.current ?? runs.ended[0])?.subject.choices ?? selection.choices;
    const content: Picture | undefined = uri ? await files.picture(uri) : last.content;
    selection.use({ ...last, ...(content && { content }) });
    await this.start();
  }

  async repeat(id: string): Promise<void> {
    const run = this.#run(id);
    this.#show(await this.#options.store.startWith(run.subject.choices));
    this.#options.store.runs.dismiss(id);
  }

  open(id: string): void {
    this.#options.viewers().open(this.#run(id).id);
  }

  /** Saves next to the source and says where. If that fails, offers another place. */
  async save(id: string): Promise<void> {
    const { results, report } = this.#options;
    const run = this.#result(id);
    try {
      this.#saySaved(await results.save(run));
    } catch (thrown) {
      if (StylizeError.from(thrown).code !== 'unwritable-output') throw thrown;
      report(thrown, { title: vscode.l10n.t('Save As…'), command: 'stylize.saveAs', arguments: [id] });
    }
  }

  async saveAs(id: string): Promise<void> {
    this.#saySaved(await this.#options.results.saveAs(this.#result(id)));
  }

  async reveal(id: string): Promise<void> {
    await this.#options.results.reveal(this.#result(id));
  }

  /** Cancels the current run. Asks first if there is something to lose. */
  async discard(): Promise<void> {
    const { runs } = this.#options.store;
    const run = runs.active;
    if (!run || !(await this.#mayLose(run, vscode.l10n.t('Discard')))) return;
    run.cancel();
  }

  /** Asks first if a run would be lost. */
  async restartEngine(): Promise<void> {
    const { store, engine } = this.#options;
    const run = store.runs.active;
    if (run && !(await this.#mayLose(run, vscode.l10n.t('Restart Engine')))) return;
    run?.cancel();
    await engine.restart();
  }

  /** Whether there is nothing to lose, or the person agrees to lose it. */
  async #mayLose(run: Run, button: string): Promise<boolean> {
    const { iteration, iterations } = run.progress ?? { iteration: 0, iterations: 0 };
    if (iteration === 0) return true;
    const keep = vscode.l10n.t('Stop and Keep the Picture');
    const chosen = await ask(
      vscode.l10n.t('Discard the painting of {0}?', plainName(labelOf(run))),
      vscode.l10n.t('{0} of {1} iterations are done. Nothing of it is kept.', iteration, iterations),
      button,
      keep,
    );
    if (chosen === keep) await run.stop();
    return chosen === button;
  }

  #show(run: Run): void {
    if (run.isActive) this.#options.viewers().open(run.id, { preserveFocus: true });
  }

  #run(id: string): Run {
    const run = this.#options.store.runs.find(id);
    if (run) return run;
    throw new StylizeError('file-not-found', vscode.l10n.t('That picture is no longer in the history.'));
  }

  #result(id: string): Run {
    const run = this.#run(id);
    if (run.picture) return run;
    throw new StylizeError('usage', vscode.l10n.t('There is no result to save yet.'), {
      hint: vscode.l10n.t('Wait until the run is done, or stop it to keep what there is.'),
    });
  }

  #saySaved(uri: vscode.Uri | undefined): void {
    if (uri) showDone(vscode.l10n.t('Saved as {0}', vscode.workspace.asRelativePath(uri)));
  }
}
