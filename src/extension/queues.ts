import * as vscode from 'vscode';

import { StylizeError } from '../protocol/errors';
import type { Actions } from './actions';
import type { Messages } from './messages';
import { runQueue, type QueueResult } from './model/queue';
import type { Picture } from './model/selection';
import type { Store } from './model/store';
import { showInfo, showProgress, type Step } from './notify';
import { browsePictures } from './pictures/choose';
import { isPicture } from './pictures/formats';
import { nameOf, type PictureFiles } from './pictures/picture-files';
import type { Results } from './results';

export interface QueuesOptions {
  readonly store: Store;
  readonly files: PictureFiles;
  readonly actions: Actions;
  readonly results: Results;
  readonly messages: Messages;
}

/** Stylizes what the person has picked in the explorer: one picture, several, or a folder of them. */
export class Queues {
  readonly #options: QueuesOptions;
  #isRunning = false;

  constructor(options: QueuesOptions) {
    this.#options = options;
  }

  /** Whether several pictures are being painted, which has a progress of its own. */
  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** One picture is shown in the side panel, ready to start; several are painted one after the other. */
  async stylizeImages(uri?: vscode.Uri, selected?: readonly vscode.Uri[]): Promise<void> {
    const { actions, files, store } = this.#options;
    const given = selected && selected.length > 1 ? selected : uri ? [uri] : await browsePictures('content');
    const uris = given.filter(({ path }) => isPicture(path));
    const [first] = uris;
    if (!first) {
      if (given[0]) await files.picture(given[0]);
      return;
    }
    const pictures = await Promise.all(uris.map((picture) => files.picture(picture)));
    store.selection.setContent(pictures[0]!);
    // Before the panel is shown: a webview that loads takes the focus, and a quick pick without it closes.
    const hasStyle = await actions.ensureStyle();
    await actions.showPanel();
    if (hasStyle && pictures.length > 1) await this.#paint(pictures);
  }

  /** Every picture of a folder, not of the folders inside it. */
  async stylizeFolder(uri?: vscode.Uri): Promise<void> {
    const { actions } = this.#options;
    const folder = uri ?? (await browseFolder());
    if (!folder) return;
    const pictures = await picturesIn(folder);
    if (pictures.length === 0) {
      throw new StylizeError('file-not-found', vscode.l10n.t('There is no picture in {0}.', nameOf(folder)));
    }
    if (await actions.ensureStyle()) await this.#paint(pictures);
  }

  async #paint(pictures: readonly Picture[]): Promise<void> {
    const { store } = this.#options;
    if (this.#isRunning || store.runs.isBusy) {
      throw new StylizeError('busy', vscode.l10n.t('A picture is being painted already.'), {
        hint: vscode.l10n.t('Wait until it is done, or stop it.'),
      });
    }
    this.#isRunning = true;
    const title = vscode.l10n.t('Stylizing {0} pictures', pictures.length);
    try {
      const result = await showProgress({ title, cancellable: true }, (report, token) =>
        this.#run(pictures, report, token),
      );
      this.#sum(result, pictures.length);
    } finally {
      this.#isRunning = false;
      store.refresh();
    }
  }

  async #run(
    pictures: readonly Picture[],
    report: (step: Step) => void,
    token: vscode.CancellationToken,
  ): Promise<QueueResult<Picture>> {
    const { store, results } = this.#options;
    const abort = new AbortController();
    token.onCancellationRequested(() => {
      abort.abort();
    });
    const { choices } = store.selection;
    let shown = 0;
    return runQueue(pictures, {
      signal: abort.signal,
      start: (content) => store.startWith({ ...choices, content }),
      save: async ({ id }) => {
        const record = store.history.find(id);
        if (record) await results.save(record);
      },
      onRun: ({ item: picture, index, count, session }) => {
        const tell = () => {
          const { iteration = 0, iterations = 1 } = session.progress ?? {};
          const percent = (100 * (index + iteration / Math.max(1, iterations))) / count;
          const message = vscode.l10n.t('{0} ({1} of {2})', picture.name, index + 1, count);
          report({ message, increment: Math.max(0, percent - shown) });
          shown = Math.max(shown, percent);
        };
        tell();
        const end = store.runs.onProgress((other) => {
          if (other === session) tell();
        });
        void session.ended.then(end);
      },
    });
  }

  #sum({ done, failed, cancelled }: QueueResult<Picture>, count: number): void {
    const { messages } = this.#options;
    for (const { item, error } of failed) {
      messages.note(new StylizeError(error.code, `${item.name}: ${error.message}`, error));
    }
    const [first] = failed;
    if (first) {
      const { message, code, hint } = first.error;
      const others =
        failed.length > 1 ? ` ${vscode.l10n.t('{0} others failed too.', failed.length - 1)}` : '';
      const what = vscode.l10n.t('{0} of {1} pictures are done.', done, count);
      messages.report(new StylizeError(code, `${what} ${first.item.name}: ${message}${others}`, { hint }));
    } else if (!cancelled) {
      void showInfo(vscode.l10n.t('{0} pictures are done.', done));
    }
  }
}

async function browseFolder(): Promise<vscode.Uri | undefined> {
  const found = await vscode.window.showOpenDialog({
    title: vscode.l10n.t('Folder to Stylize'),
    canSelectFiles: false,
    canSelectFolders: true,
  });
  return found?.[0];
}

/** Without the results of earlier runs, which are not to be painted again. */
async function picturesIn(folder: vscode.Uri): Promise<Picture[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  return entries
    .filter(([name, type]) => (type & vscode.FileType.File) !== 0 && isPicture(name))
    .filter(([name]) => !/\.stylized(-\d+)?\.\w+$/i.test(name))
    .map(([name]) => ({ uri: vscode.Uri.joinPath(folder, name).toString(), name }))
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
}
