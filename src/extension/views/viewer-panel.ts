import * as vscode from 'vscode';

import { connectServer, type Announcement, type ChannelServer, type Handlers } from '../../protocol/channel';
import { viewerContract, type ViewerContract, type ViewerState } from '../../protocol/panel';
import { plainText } from '../../protocol/plain-text';
import { Disposable } from '../disposable';
import { PreviewPump } from '../model/preview-pump';
import type { RunSession } from '../model/run-session';
import type { Store } from '../model/store';
import { runView, viewerState, type Show } from '../model/view-states';
import type { PictureFiles } from '../pictures/picture-files';
import { bundleFolder, page } from './html';
import { webviewPort } from './port';
import { shownIn } from './shown-in';

export const viewerType = 'stylize.viewer';

export interface ViewerActions {
  save(id: string): Promise<void>;
  saveAs(id: string): Promise<void>;
  showPanel(): Promise<void>;
  showLog(): void;
  report(thrown: unknown): void;
}

export interface ViewerOptions {
  readonly extensionUri: vscode.Uri;
  readonly store: Store;
  readonly files: PictureFiles;
  readonly actions: ViewerActions;
  readonly onError: (thrown: unknown) => void;
}

export type Comparison = Announcement<ViewerContract, 'compare'>['comparison'];

/** An editor panel with one run's picture, live while the run goes on. */
export class ViewerPanel extends Disposable {
  readonly panel: vscode.WebviewPanel;
  readonly #options: ViewerOptions;
  readonly #server: ChannelServer<ViewerContract>;
  readonly #pump: PreviewPump;
  readonly #show: Show;
  #id: string;
  #stopPreviews: (() => void) | undefined;
  #sent = 0;

  /** `id`: of the run that it shows. */
  constructor(panel: vscode.WebviewPanel, id: string, options: ViewerOptions) {
    super();
    this.panel = panel;
    this.#id = id;
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
    this.#follow();
    webview.html = page({ webview, extensionUri, name: 'viewer', title: panel.title });
  }

  /** Of the run that it shows. */
  get id(): string {
    return this.#id;
  }

  /** Of the content picture: runs of one picture share a tab. */
  get content(): string | undefined {
    const { store } = this.#options;
    const session = this.#session;
    return (session?.subject.content ?? store.history.find(this.#id)?.choices.content)?.uri;
  }

  /** Shows another run. */
  retarget(id: string): void {
    if (this.#id === id) return;
    this.#id = id;
    this.#pump.clear();
    this.#follow();
    this.#sendState();
  }

  compare(comparison: Comparison): void {
    this.#server.emit('compare', { comparison });
  }

  copy(): void {
    this.#server.emit('copy', {});
  }

  get #session(): RunSession | undefined {
    const { current } = this.#options.store.runs;
    return current?.id === this.#id ? current : undefined;
  }

  #handlers(): Handlers<ViewerContract> {
    const { store, actions } = this.#options;
    const handle = (action: () => unknown) => async (): Promise<Record<string, never>> => {
      try {
        await action();
        return {};
      } catch (thrown) {
        actions.report(thrown);
        throw thrown;
      }
    };
    const active = () => (store.runs.active?.id === this.#id ? store.runs.active : undefined);
    return {
      ready: () => {
        this.#pump.close();
        this.#pump.clear();
        const preview = this.#session?.preview;
        if (preview) this.#pump.push(preview);
        // After the answer, so that the picture comes to a page that knows what it is.
        setImmediate(() => {
          if (!this.isDisposed) this.#pump.open();
        });
        return this.#state();
      },
      drawn: () => {
        this.#pump.drawn();
        return {};
      },
      save: handle(() => actions.save(this.#id)),
      saveAs: handle(() => actions.saveAs(this.#id)),
      pause: handle(() => active()?.pause()),
      resume: handle(() => active()?.resume()),
      stop: handle(() => active()?.stop()),
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
        this.#sendState();
      }),
    );
    this._registerEnd(
      store.runs.onProgress((session) => {
        if (session.id !== this.#id || !panel.visible) return;
        this.#server.emit('progress', runView(session, store, this.#show, this.#sent));
        this.#sent = session.losses.newestIteration;
      }),
    );
    this._register(
      files.onDidChange(() => {
        this.#sendState();
      }),
    );
    panel.onDidChangeViewState(() => {
      // A page that is shown again is a new page: it asks for everything.
      if (!panel.visible) this.#pump.close();
    });
    panel.onDidDispose(() => {
      this.dispose();
    });
    this._registerEnd(() => {
      this.#stopPreviews?.();
      this.#server.close();
    });
  }

  #follow(): void {
    this.#stopPreviews?.();
    this.#stopPreviews = this.#session?.onPreview((preview) => {
      this.#pump.push(preview);
    });
    const { name } = this.#state();
    this.panel.title = name === '' ? 'Stylize' : plainText(name);
  }

  #sendState(): void {
    if (!this.isDisposed && this.panel.visible) this.#server.emit('state', this.#state());
  }

  #state(): ViewerState {
    this.#sent = this.#session?.losses.newestIteration ?? 0;
    return viewerState(this.#id, this.#options.store, this.#show);
  }
}
