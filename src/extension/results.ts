import * as vscode from 'vscode';

import { StylizeError } from '../protocol/errors';
import type { HistoryRecord } from './model/history';
import { numberedNames } from './model/output-name';
import type { Store } from './model/store';
import { nameOf, type PictureFiles } from './pictures/picture-files';

/** Saves results where the person wants them. The engine has written them into our storage. */
export class Results {
  constructor(
    private readonly store: Store,
    private readonly files: PictureFiles,
  ) {}

  /**
   * Next to the content picture, under a name that is free; asks where, when that is no place of the person's. Undefined
   * when they have changed their mind.
   */
  async save(record: HistoryRecord): Promise<vscode.Uri | undefined> {
    const saved = await this.#saved(record);
    if (saved) return saved;
    const folder = this.#folderOf(record);
    return folder ? this.#copyInto(folder, record) : this.saveAs(record);
  }

  async saveAs(record: HistoryRecord): Promise<vscode.Uri | undefined> {
    const folder = this.#folderOf(record) ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    const extension = record.name.slice(record.name.lastIndexOf('.') + 1);
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save Result'),
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, record.name) }),
      filters: { [extension.toUpperCase()]: [extension] },
    });
    if (!target) return undefined;
    if (target.toString() === record.choices.content?.uri) {
      throw new StylizeError('output-exists', vscode.l10n.t('The original is never replaced.'), {
        hint: vscode.l10n.t('Choose another name.'),
      });
    }
    // The dialog has asked whether to replace what is there.
    await this.#write(record, target, true);
    this.store.history.markSaved(record.id, target.toString());
    return target;
  }

  /** Where it was saved before, if it is still there. */
  async #saved({ saved }: HistoryRecord): Promise<vscode.Uri | undefined> {
    if (saved === undefined) return undefined;
    const uri = vscode.Uri.parse(saved);
    return vscode.workspace.fs.stat(uri).then(
      () => uri,
      () => undefined,
    );
  }

  /** The content picture's folder, unless that is a place of ours or cannot be written. */
  #folderOf({ choices: { content } }: HistoryRecord): vscode.Uri | undefined {
    const isOurs = !content || this.files.isStored(content.uri) || this.files.isBundled(content.uri);
    const folder = isOurs
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(vscode.Uri.parse(content.uri), '..');
    const isWritable = folder && vscode.workspace.fs.isWritableFileSystem(folder.scheme) !== false;
    return isWritable ? folder : undefined;
  }

  async #copyInto(folder: vscode.Uri, record: HistoryRecord): Promise<vscode.Uri> {
    for (const name of numberedNames(record.name)) {
      const target = vscode.Uri.joinPath(folder, name);
      try {
        await this.#write(record, target, false);
        this.store.history.markSaved(record.id, target.toString());
        return target;
      } catch (thrown) {
        if (!(thrown instanceof vscode.FileSystemError && thrown.code === 'FileExists')) throw thrown;
      }
    }
    throw new Error('unreachable');
  }

  async #write({ uri }: HistoryRecord, target: vscode.Uri, overwrite: boolean): Promise<void> {
    try {
      await vscode.workspace.fs.copy(vscode.Uri.parse(uri), target, { overwrite });
    } catch (thrown) {
      if (!(thrown instanceof vscode.FileSystemError)) throw thrown;
      if (thrown.code === 'FileExists') throw thrown;
      const name = nameOf(target);
      if (thrown.code === 'FileNotFound') {
        throw new StylizeError('file-not-found', vscode.l10n.t('The result is no longer there.'), {
          hint: vscode.l10n.t('Paint it again.'),
          cause: thrown,
        });
      }
      throw new StylizeError('unwritable-output', vscode.l10n.t('{0} cannot be written.', name), {
        file: target.fsPath,
        hint: vscode.l10n.t('Use "Save Result As…" to choose another place.'),
        cause: thrown,
      });
    }
  }
}
