import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { Disposable } from '../disposable';
import { Batches, type BatchSummary } from '../model/runs/batches';
import { listFailures } from '../model/runs/failures';
import type { Run } from '../model/runs/run';
import type { Store } from '../model/store';
import { labelOf } from '../model/views/run-views';
import type { Results } from '../services/results';
import { errorInWords, inWords } from './in-words';
import type { Fix, Messages } from './messages';
import { showInfo, showWarning } from './notify';
import { plainName } from './plain-text';

export interface RunReportsOptions {
  readonly store: Store;
  readonly results: Results;
  readonly messages: Messages;
  /** Whether results of this picture are saved automatically. */
  readonly isAutoSaved: (content: vscode.Uri) => boolean;
  /** Whether the run is visible. */
  readonly isSeen: (run: Run) => boolean;
  /** Whether the side panel shows its error. */
  readonly showsError: (run: Run) => boolean;
  readonly open: (run: Run) => void;
  readonly save: (run: Run) => Promise<void>;
  readonly setBadge: (badge: vscode.ViewBadge | undefined) => void;
}

/** Reports once how a run ended, if nothing else shows it. */
export class RunReports extends Disposable {
  readonly #options: RunReportsOptions;
  /** Ended runs that the person has not seen yet. */
  readonly #unseen = new Set<Run>();
  readonly #batches: Batches;

  constructor(options: RunReportsOptions) {
    super();
    this.#options = options;
    const { runs } = options.store;
    this.#batches = new Batches(runs, (summary) => {
      this.#sum(summary);
    });
    this._registerEnd(
      runs.onEnd((run) => {
        void this.#onEnd(run);
      }),
    );
    this._registerEnd(
      runs.onRecovery(({ run, message }) => {
        if (!options.isSeen(run)) void showWarning(`${plainName(labelOf(run))}: ${inWords(message)}`);
      }),
    );
    this._registerEnd(
      runs.onChange(() => {
        this.#batches.update();
      }),
    );
  }

  /** Something is shown or hidden. */
  update(): void {
    const { isSeen, setBadge } = this.#options;
    for (const run of this.#unseen) if (run.isRemoved || isSeen(run)) this.#unseen.delete(run);
    const value = this.#unseen.size;
    const tooltip =
      value === 1 ? vscode.l10n.t('1 picture is done') : vscode.l10n.t('{0} pictures are done', value);
    setBadge(value > 0 ? { value, tooltip } : undefined);
  }

  async #onEnd(run: Run): Promise<void> {
    const { store, messages } = this.#options;
    const { end, subject } = run;
    if (run.picture) this.#unseen.add(run);
    this.update();
    const error = end?.error ? StylizeError.fromData(end.error) : await this.#autoSave(run);
    const { batch } = subject;
    const isAlone = batch === undefined;
    // The rest of the batch waits for the person, who has to know why.
    const isTold = isAlone || (error !== undefined && store.runs.isHeld);
    if (isTold) this.#tell(run, error);
    else if (error) messages.note(error);
    if (!isAlone) this.#batches.settle(run, batch, isTold ? undefined : error);
  }

  async #autoSave(run: Run): Promise<StylizeError | undefined> {
    const { results, isAutoSaved } = this.#options;
    const { batch, content } = run.subject;
    if (!run.picture || (batch === undefined && !isAutoSaved(vscode.Uri.parse(content.uri))))
      return undefined;
    return results.save(run).then(
      () => undefined,
      (thrown: unknown) => StylizeError.from(thrown),
    );
  }

  #tell(run: Run, error: StylizeError | undefined): void {
    const { messages, isSeen, showsError } = this.#options;
    if (error) {
      if (run.end?.error && showsError(run)) messages.note(error);
      else
        messages.report(withName(plainName(labelOf(run)), error), run.canResume ? resumeFix(run) : undefined);
    } else if (run.picture && !isSeen(run)) {
      this.#tellDone(run);
    }
  }

  #tellDone(run: Run): void {
    const { open, save, messages } = this.#options;
    const choices = [
      {
        title: vscode.l10n.t('Open'),
        choose: () => {
          open(run);
        },
      },
      ...(run.saved === undefined ? [{ title: vscode.l10n.t('Save'), choose: () => save(run) }] : []),
    ];
    void showInfo(vscode.l10n.t('{0} is done.', plainName(labelOf(run))), ...choices)
      .then((chosen) => chosen?.choose())
      .then(undefined, (thrown: unknown) => {
        messages.report(thrown);
      });
  }

  /** Sums up a batch and names every run that failed. */
  #sum({ count, saved, failures }: BatchSummary): void {
    if (failures.length > 0) {
      const named = failures.map(({ name, error }) => ({
        name: plainName(name),
        message: errorInWords(error).message,
      }));
      const what = vscode.l10n.t('{0} of {1} pictures are done.', saved, count);
      this.#options.messages.report(new StylizeError('usage', `${what} ${listFailures(named)}`));
    } else if (saved > 0) {
      void showInfo(vscode.l10n.t('{0} pictures are done.', saved));
    }
  }
}

const resumeFix = ({ id }: Run): Fix => ({
  title: vscode.l10n.t('Resume'),
  command: 'stylize.resumeInterrupted',
  arguments: [id],
});

/** The error with the picture's name in its message. */
function withName(name: string, error: StylizeError): StylizeError {
  const { code, message, words, file } = error;
  if (message.includes(name)) return error;
  return new StylizeError(code, l10n.t`${name}: ${words.message}`, { hint: words.hint, file });
}
