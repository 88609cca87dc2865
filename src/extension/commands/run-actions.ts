import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import type { Choice } from '../../contracts/engine';
import type { Choices, Picture } from '../model/choices/choices';
import type { Run } from '../model/runs/run';
import type { Store } from '../model/store';
import type { RunHandlersActions } from '../model/views/run-handlers';
import { labelOf } from '../model/views/run-views';
import type { Fix } from '../notices/messages';
import { ask, showDone, showInfo } from '../notices/notify';
import { plainName } from '../notices/plain-text';
import type { PictureFiles } from '../pictures/picture-files';
import type { Engine } from '../services/engine';
import type { Results } from '../services/results';
import type { Viewers } from '../views/viewers';
import type { Admission } from './admission';
import type { Continuation, ContinuationKind, Source } from './continuation';

export interface RunActionsOptions {
  readonly store: Store;
  readonly engine: Engine;
  readonly files: PictureFiles;
  readonly results: Results;
  /** A function, because the viewers need the actions. */
  readonly viewers: () => Viewers;
  readonly admission: Admission;
  readonly continuation: Continuation;
  /** Whether the side panel, which shows what the next run needs, is visible. */
  readonly isPanelVisible: () => boolean;
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
    const { store, admission, ensureStyle, isPanelVisible } = this.#options;
    if (!(await ensureStyle())) return;
    const choices = await admission.admit(store.selection.choices, isPanelVisible());
    if (!choices) return;
    store.selection.use(choices);
    this.#show(await store.start());
  }

  /** Takes one of the forecast's proposals. */
  async applyChoice(choice: Choice): Promise<void> {
    const { store, admission } = this.#options;
    store.selection.use(await admission.taking(store.selection.choices, choice));
  }

  /** Has a run that was cut off continue where it was. */
  resume(id: string): void {
    const { runs } = this.#options.store;
    runs.resume(this.#run(id).id);
    this.#show(this.#run(id));
  }

  /** Gives up a run that was cut off. */
  discardInterrupted(id: string): void {
    const { runs } = this.#options.store;
    const run = this.#run(id);
    runs.remove(id);
    const undo = vscode.l10n.t('Undo');
    const message = vscode.l10n.t('The unfinished picture of {0} is discarded.', plainName(labelOf(run)));
    // Does not wait: the notification may stay open.
    void showInfo(message, undo).then((chosen) => {
      if (chosen === undo) runs.restore(id);
    });
  }

  /** Asks how large a run's picture is to become, and paints on at that size. */
  async finishLarger(id: string): Promise<void> {
    await this.#continue(id, 'finishLarger');
  }

  /** Asks how many iterations a run's picture is to get besides. */
  async moreIterations(id: string): Promise<void> {
    await this.#continue(id, 'moreIterations');
  }

  /** As `finishLarger` and `moreIterations`, for a file. */
  async continueFile(source: Source, file: string, kind: ContinuationKind): Promise<void> {
    const run = await this.#options.continuation.ofFile(source, file, kind);
    if (run) this.#show(run);
  }

  async #continue(id: string, kind: ContinuationKind): Promise<void> {
    const run = await this.#options.continuation.of(this.#run(id), kind);
    if (run) this.#show(run);
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
    if (await this.startWith(this.#run(id).subject.choices)) this.#options.store.runs.dismiss(id);
  }

  /**
   * Starts a run with other choices than the present ones, or queues it.
   *
   * @param name of its file; without one, the person's settings decide
   * @returns undefined if it needs too much and the person would rather not
   */
  async startWith(choices: Choices, name?: string): Promise<Run | undefined> {
    const { store, admission } = this.#options;
    const admitted = await admission.admit(choices, false);
    if (!admitted) return undefined;
    const run = await store.startWith(admitted, name);
    this.#show(run);
    return run;
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
