import * as vscode from 'vscode';
import * as z from 'zod';

import { Disposable } from '../disposable';
import type { RunSession } from '../model/run-session';
import { ViewerPanel, viewerType, type ViewerOptions } from './viewer-panel';

/** What an editor panel's webview remembers, as far as it matters here. */
const rememberedSchema = z.object({ id: z.string() });

/** The editor panels: one for each content picture. */
export class Viewers extends Disposable {
  readonly #options: ViewerOptions;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  readonly #viewers = new Set<ViewerPanel>();
  /** One was opened, closed, shown or hidden. */
  readonly onDidChange = this.#changed.event;

  constructor(options: ViewerOptions) {
    super();
    this.#options = options;
  }

  /** The one that the person works in. */
  get active(): ViewerPanel | undefined {
    return [...this.#viewers].find(({ panel }) => panel.active);
  }

  isVisible(id: string): boolean {
    return [...this.#viewers].some((viewer) => viewer.id === id && viewer.panel.visible);
  }

  /** Shows a run, in the panel of its content picture if there is one. */
  open(
    id: string,
    content: string | undefined,
    options: { readonly preserveFocus?: boolean } = {},
  ): ViewerPanel {
    const { preserveFocus = false } = options;
    const viewers = [...this.#viewers];
    const existing =
      viewers.find((viewer) => viewer.id === id) ??
      viewers.find((viewer) => content !== undefined && viewer.content === content);
    if (existing) {
      existing.retarget(id);
      existing.panel.reveal(undefined, preserveFocus);
      return existing;
    }
    const panel = vscode.window.createWebviewPanel(
      viewerType,
      'Stylize',
      { viewColumn: vscode.ViewColumn.Active, preserveFocus },
      { enableScripts: true, enableForms: false },
    );
    return this.#adopt(panel, id);
  }

  openSession(session: RunSession): ViewerPanel {
    return this.open(session.id, session.subject.content.uri, { preserveFocus: true });
  }

  /** A panel that was there before the window was reloaded; its run may still go on, or be in the history. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const { store } = this.#options;
    const remembered = rememberedSchema.safeParse(state);
    const id = remembered.success
      ? remembered.data.id
      : (store.runs.current?.id ?? store.history.records[0]?.id ?? '');
    this.#adopt(panel, id);
  }

  #adopt(panel: vscode.WebviewPanel, id: string): ViewerPanel {
    const icon = vscode.Uri.joinPath(this.#options.extensionUri, 'media', 'icons');
    panel.iconPath = {
      light: vscode.Uri.joinPath(icon, 'viewer-light.svg'),
      dark: vscode.Uri.joinPath(icon, 'viewer-dark.svg'),
    };
    const viewer = new ViewerPanel(panel, id, this.#options);
    this.#viewers.add(viewer);
    panel.onDidChangeViewState(() => {
      this.#changed.fire();
    });
    panel.onDidDispose(() => {
      this.#viewers.delete(viewer);
      if (!this.isDisposed) this.#changed.fire();
    });
    this.#changed.fire();
    return viewer;
  }
}
