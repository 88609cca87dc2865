import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import { Disposable } from '../disposable';
import type { Run } from '../model/runs/run';
import { describeRun } from '../model/views/run-description';
import { inWords } from '../notices/in-words';
import { helpText } from './help';

const scheme = 'stylize-text';

/**
 * Texts for screen readers, in editors that cannot be changed and so are closed without a question. VS Code's own
 * dialogs for this are closed to extensions.
 */
export class AccessibleTexts extends Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = this._register(new vscode.EventEmitter<vscode.Uri>());

  constructor() {
    super();
    this._register(
      vscode.workspace.registerTextDocumentContentProvider(scheme, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: ({ path }) => this.#texts.get(path) ?? '',
      }),
    );
  }

  showHelp(): Promise<void> {
    return this.#show(vscode.l10n.t('Accessibility Help'), helpText());
  }

  /** @param run undefined when there was none */
  async showRun(run: Run | undefined): Promise<void> {
    if (!run) {
      throw new StylizeError('usage', vscode.l10n.t('There is no run to describe.'), {
        hint: vscode.l10n.t('Choose a picture and a style, and start.'),
      });
    }
    await this.#show(vscode.l10n.t('Run'), inWords(describeRun(run)));
  }

  async #show(title: string, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme, path: `/${title}.md` });
    this.#texts.set(uri.path, text);
    this.#changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, { preview: true });
  }
}
