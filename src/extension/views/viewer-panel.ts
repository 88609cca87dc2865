import * as vscode from 'vscode';

import { connectServer, type Announcement, type ChannelServer, type Handlers } from '../../channel/channel';
import { viewerContract, type ViewerContract, type ViewerState } from '../../contracts/viewer';
import { Disposable } from '../disposable';
import { PreviewPump } from '../model/runs/preview-pump';
import type { Run } from '../model/runs/run';
import type { Store } from '../model/store';
import { labelOf, runView, viewerState, type Show } from '../model/views/run-views';
import { plainText } from '../notices/plain-text';
import type { PictureFiles } from '../pictures/picture-files';
import { bundleFolder, page } from './html';
import { webviewPort } from './port';
import { shownIn } from './shown-in';

export const viewerType = 'stylize.viewer';

export interface ViewerActions {
  showPanel(): Promise<void>;
  showLog(): void;
  report(thrown: unknown): void;
}

export interface ViewerRunActions {
  save(id: string): Promise<void>;
  saveAs(id: string): Promise<void>;
  reveal(id: string): Promise<void>;
  resume(id: string): void;
  finishLarger(id: string): Promise<void>;
  moreIterations(id: string): Promise<void>;
}

export interface ViewerOptions {
  readonly extensionUri: vscode.Uri;
  readonly store: Store;
  readonly files: PictureFiles;
  readonly actions: ViewerActions;
  readonly runActions: ViewerRunActions;
  readonly onError: (thrown: unknown) => void;
}

export type Comparison = Announcement<ViewerContract, 'compare'>['comparison'];

/** An editor panel with the picture of one run, updated live during the run. */
export class ViewerPanel extends Disposable {
  readonly panel: vscode.WebviewPanel;
  /** Of the run that it shows. */
  readonly id: string;
  readonly #options: ViewerOptions;
  readonly #server: ChannelServer<ViewerContract>;
  readonly #pump: PreviewPump;
  readonly #show: Show;
  #sent = 0;
  #followed: Run | undefined;
  #stopFollowing: (() => void) | undefined;

  constructor(panel: vscode.WebviewPanel, id: string, options: ViewerOptions) {
    super();
    this.panel = panel;
    this.id = id;
    this.#options = options;
    const { extensionUri, files, onError } = options;
    const { webview } = panel;
    webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [bundleFolder(extensionUri), ...files.roots],
    };
    this.#show = shownIn(webview, files);
    this.#server = connectServer(viewerContract, webviewPort(webview), this.#handlers(), {
      onProblem: onError,
    });
    this.#pump = new PreviewPump((preview) => {
      const { iteration, width, height, png } = preview;
      this.#server.emit('preview', { iteration, width, height, png });
    });
    this.#listen();
    if (this.#run) panel.title = plainText(labelOf(this.#run));
    webview.html = page({ webview, extensionUri, name: 'viewer', title: panel.title });
  }

  compare(comparison: Comparison): void {
    this.#server.emit('compare', { comparison });
  }

  copy(): void {
    this.#server.emit('copy', {});
  }

  get #run(): Run | undefined {
    return this.#options.store.runs.find(this.id);
  }

  #handlers(): Handlers<ViewerContract> {
    const { actions, runActions } = this.#options;
    const handle = (action: () => unknown) => async (): Promise<Record<string, never>> => {
      try {
        await action();
        return {};
      } catch (thrown) {
        actions.report(thrown);
        throw thrown;
      }
    };
    return {
      ready: () => {
        this.#pump.close();
        this.#pump.clear();
        const preview = this.#run?.preview;
        if (preview) this.#pump.push(preview);
        // After the answer, so that the page knows what the picture is.
        setImmediate(() => {
          if (!this.isDisposed) this.#pump.open();
        });
        return this.#state();
      },
      drawn: () => {
        this.#pump.drawn();
        return {};
      },
      save: handle(() => runActions.save(this.id)),
      saveAs: handle(() => runActions.saveAs(this.id)),
      reveal: handle(() => runActions.reveal(this.id)),
      pause: handle(() => this.#run?.pause()),
      resume: handle(() => this.#run?.resume()),
      stop: handle(() => this.#run?.stop()),
      resumeRun: handle(() => {
        runActions.resume(this.id);
      }),
      finishLarger: handle(() => runActions.finishLarger(this.id)),
      moreIterations: handle(() => runActions.moreIterations(this.id)),
      showPanel: handle(() => actions.showPanel()),
      showLog: handle(() => {
        actions.showLog();
      }),
    };
  }

  #listen(): void {
    const { store, files } = this.#options;
    const { panel } = this;
    this._registerEnd(
      store.onChange(() => {
        this.#follow();
        this.#sendState();
      }),
    );
    this._registerEnd(() => this.#stopFollowing?.());
    this.#follow();
    this._registerEnd(
      store.runs.onProgress((run) => {
        if (run.id !== this.id || !panel.visible) return;
        this.#server.emit('progress', runView(run, this.#show, this.#sent));
        this.#sent = run.losses.newestIteration;
      }),
    );
    this._register(
      files.onDidChange(() => {
        this.#sendState();
      }),
    );
    panel.onDidChangeViewState(() => {
      // A page that is shown again was loaded anew: it requests everything.
      if (!panel.visible) this.#pump.close();
    });
    panel.onDidDispose(() => {
      this.dispose();
    });
    this._registerEnd(() => {
      this.#server.close();
    });
  }

  /** A run that is resumed is another object under the same name. */
  #follow(): void {
    const run = this.#run;
    if (run === this.#followed) return;
    this.#stopFollowing?.();
    this.#followed = run;
    this.#stopFollowing = run?.onPreview((preview) => {
      this.#pump.push(preview);
    });
  }

  #sendState(): void {
    if (!this.isDisposed && this.panel.visible) this.#server.emit('state', this.#state());
  }

  #state(): ViewerState {
    this.#sent = this.#run?.losses.newestIteration ?? 0;
    return viewerState(this.id, this.#options.store.runs, this.#show);
  }
}
