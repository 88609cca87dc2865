import * as vscode from 'vscode';
import * as z from 'zod';

import { Disposable } from '../disposable';
import { ViewerPanel, viewerType, type ViewerOptions } from './viewer-panel';

/** The part of an editor panel's memory that matters here. */
const rememberedSchema = z.object({ id: z.string() });

/** The editor panels, one for each run that is open. */
export class Viewers extends Disposable {
  readonly #options: ViewerOptions;
  readonly #changed = this._register(new vscode.EventEmitter<void>());
  readonly #viewers = new Set<ViewerPanel>();
  /** One was opened, closed, shown or hidden. */
  readonly onDidChange = this.#changed.event;

  constructor(options: ViewerOptions) {
    super();
    this.#options = options;
    this._registerEnd(
      options.store.runs.onEnd((run) => {
        // There is no picture, and none will come.
        if (!run.picture && !run.canResume) this.#find(run.id)?.panel.dispose();
      }),
    );
  }

  /** The focused one. */
  get active(): ViewerPanel | undefined {
    return [...this.#viewers].find(({ panel }) => panel.active);
  }

  isVisible(id: string): boolean {
    return this.#find(id)?.panel.visible ?? false;
  }

  /** Shows a run. */
  open(id: string, { preserveFocus = false }: { readonly preserveFocus?: boolean } = {}): void {
    const existing = this.#find(id);
    if (existing) {
      existing.panel.reveal(undefined, preserveFocus);
      return;
    }
    const panel = vscode.window.createWebviewPanel(
      viewerType,
      'Stylize',
      { viewColumn: vscode.ViewColumn.Active, preserveFocus },
      { enableScripts: true, enableForms: false },
    );
    this.#adopt(panel, id);
  }

  /** Restores a panel after the window was reloaded; closes it if it has no picture and none can come. */
  restore(panel: vscode.WebviewPanel, state: unknown): void {
    const remembered = rememberedSchema.safeParse(state);
    const run = remembered.success ? this.#options.store.runs.find(remembered.data.id) : undefined;
    if (run && (run.picture ?? run.checkpoint)) this.#adopt(panel, run.id);
    else panel.dispose();
  }

  #find(id: string): ViewerPanel | undefined {
    return [...this.#viewers].find((viewer) => viewer.id === id);
  }

  #adopt(panel: vscode.WebviewPanel, id: string): void {
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
  }
}
