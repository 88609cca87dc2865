import * as vscode from 'vscode';

import { connectServer, type ChannelServer } from '../../channel/channel';
import { panelContract, type PanelContract, type PanelFocus, type PanelState } from '../../contracts/panel';
import { Disposable } from '../disposable';
import type { Store } from '../model/store';
import { panelHandlers, type PanelActions } from '../model/views/panel-handlers';
import type { RunHandlersActions } from '../model/views/run-handlers';
import { runView } from '../model/views/run-views';
import { panelState } from '../model/views/view-states';
import type { Gallery } from '../pictures/gallery';
import type { PictureFiles } from '../pictures/picture-files';
import { placeOf } from '../pictures/place';
import { bundleFolder, page } from './html';
import { webviewPort } from './port';
import { shownIn } from './shown-in';

export interface PanelViewOptions {
  readonly extensionUri: vscode.Uri;
  readonly store: Store;
  readonly files: PictureFiles;
  readonly gallery: Gallery;
  readonly actions: PanelActions;
  readonly runActions: RunHandlersActions;
  readonly downloads: () => PanelState['downloads'];
  readonly onError: (thrown: unknown) => void;
}

/** The side panel: a view of the store. */
export class PanelView extends Disposable {
  readonly #options: PanelViewOptions;
  readonly #visibility = this._register(new vscode.EventEmitter<void>());
  readonly onDidChangeVisibility = this.#visibility.event;
  #view: vscode.WebviewView | undefined;
  #server: ChannelServer<PanelContract> | undefined;
  #focus: PanelFocus = 'none';
  /** The last iteration whose losses the webview has. */
  #sent = 0;

  constructor(options: PanelViewOptions) {
    super();
    this.#options = options;
    const { store, files } = options;
    this._registerEnd(
      store.onChange(() => {
        this.#sendState();
      }),
    );
    this._registerEnd(
      store.runs.onProgress((run) => {
        if (!this.#server || !this.isVisible) return;
        this.#server.emit('progress', runView(run, this.#show, this.#sent));
        this.#sent = run.losses.newestIteration;
      }),
    );
    this._register(
      files.onDidChange(() => {
        this.#sendState();
      }),
    );
    this._register(
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.#sendState();
      }),
    );
    this._registerEnd(() => this.#server?.close());
  }

  get isVisible(): boolean {
    return this.#view?.visible ?? false;
  }

  /** The number at the view's icon: finished pictures that the person has not seen. */
  set badge(badge: vscode.ViewBadge | undefined) {
    if (this.#view) this.#view.badge = badge;
  }

  /** If a field of the panel is being edited, applies the text and starts. Returns whether that is so. */
  startTyped(): boolean {
    if (this.#focus !== 'typing') return false;
    this.#server?.emit('startTyped', {});
    return true;
  }

  /** If a field of the panel is being edited, reverts it. Returns whether that is so. */
  revertTyping(): boolean {
    if (this.#focus !== 'typing') return false;
    this.#server?.emit('revertTyping', {});
    return true;
  }

  resolve(view: vscode.WebviewView): void {
    const { extensionUri, store, files, actions, runActions, onError } = this.#options;
    this.#view = view;
    const { webview } = view;
    webview.options = {
      enableScripts: true,
      enableForms: false,
      localResourceRoots: [bundleFolder(extensionUri), ...files.roots],
    };
    this.#server?.close();
    const server = connectServer(
      panelContract,
      webviewPort(webview),
      panelHandlers({ store, actions, runActions, ready: () => this.#ready(), onFocus: this.#setFocus }),
      { onProblem: onError },
    );
    this.#server = server;
    view.onDidChangeVisibility(() => {
      this.#visibility.fire();
    });
    view.onDidDispose(() => {
      server.close();
      if (this.#view !== view) return;
      this.#setFocus('none');
      this.#view = undefined;
      this.#server = undefined;
      if (!this.isDisposed) this.#visibility.fire();
    });
    webview.html = page({ webview, extensionUri, name: 'panel', title: 'Stylize' });
    this.#visibility.fire();
  }

  #ready(): PanelState {
    // The lists follow when the engine has answered.
    const { store, actions } = this.#options;
    store.load().catch((thrown: unknown) => {
      actions.report(thrown);
    });
    return this.#state();
  }

  #sendState(): void {
    if (this.#server && this.isVisible) this.#server.emit('state', this.#state());
  }

  #state(): PanelState {
    const { store, gallery, files, downloads } = this.#options;
    this.#sent = store.runs.current?.losses.newestIteration ?? 0;
    return panelState(store, {
      gallery: gallery.styles.map(({ name, title, description, uri }) => ({
        name,
        title,
        description,
        thumbnail: this.#show(uri.toString()) ?? '',
      })),
      trusted: vscode.workspace.isTrusted,
      downloads: downloads(),
      place: (uri) => placeOf(vscode.Uri.parse(uri), files),
      show: this.#show,
    });
  }

  readonly #show = (uri: string): string | undefined =>
    this.#view && shownIn(this.#view.webview, this.#options.files)(uri);

  /** For the `when` clauses of package.json: VS Code's `focusedView` does not hold while the focus is in a webview. */
  readonly #setFocus = (focus: PanelFocus): void => {
    this.#focus = focus;
    void vscode.commands.executeCommand('setContext', 'stylize.panelFocused', focus !== 'none');
  };
}
