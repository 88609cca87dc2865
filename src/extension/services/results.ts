import * as vscode from 'vscode';

import { StylizeError } from '../../channel/errors';
import { Disposable } from '../disposable';
import { numberedNames } from '../model/runs/output-name';
import type { Run } from '../model/runs/run';
import type { Runs } from '../model/runs/runs';
import { fileName, resultName } from '../model/views/run-views';
import { plainName } from '../notices/plain-text';
import { nameOf, type PictureFiles } from '../pictures/picture-files';

/** Saves results where the person wants them. The engine writes them into our storage first. */
export class Results extends Disposable {
  readonly #runs: Runs;
  readonly #files: PictureFiles;
  /** By run: the person, an agent and a setting may ask for the same at the same time. */
  readonly #saving = new Map<string, Promise<vscode.Uri | undefined>>();

  constructor(runs: Runs, files: PictureFiles) {
    super();
    this.#runs = runs;
    this.#files = files;
    // A result whose file was deleted or moved is unsaved again.
    const watcher = this._register(vscode.workspace.createFileSystemWatcher('**/*', true, true, false));
    this._register(
      watcher.onDidDelete((uri) => {
        for (const { id, saved } of runs.all) if (saved === uri.toString()) runs.markSaved(id, undefined);
      }),
    );
  }

  /**
   * Saves next to the content picture, under a free name. Asks where, if that is not one of the person's folders.
   *
   * @returns undefined when the person cancels
   */
  save(run: Run): Promise<vscode.Uri | undefined> {
    const before = this.#saving.get(run.id);
    if (before) return before;
    const saving = this.#saveNext(run).finally(() => this.#saving.delete(run.id));
    this.#saving.set(run.id, saving);
    return saving;
  }

  /** Saves as this file, which must not be there yet. */
  async saveTo(run: Run, target: vscode.Uri): Promise<void> {
    await this.#write(run, target, false);
    this.#runs.markSaved(run.id, target.toString());
  }

  async #saveNext(run: Run): Promise<vscode.Uri | undefined> {
    const saved = await this.#saved(run);
    if (saved) return saved;
    const folder = this.#folderOf(run);
    return folder ? this.#copyInto(folder, run) : this.saveAs(run);
  }

  async saveAs(run: Run): Promise<vscode.Uri | undefined> {
    const folder = this.#folderOf(run) ?? vscode.workspace.workspaceFolders?.[0]?.uri;
    const name = fileName(run);
    const extension = name.slice(name.lastIndexOf('.') + 1);
    const target = await vscode.window.showSaveDialog({
      title: vscode.l10n.t('Save Result'),
      ...(folder && { defaultUri: vscode.Uri.joinPath(folder, name) }),
      filters: { [extension.toUpperCase()]: [extension] },
    });
    if (!target) return undefined;
    if (target.toString() === run.subject.content.uri) {
      throw new StylizeError('output-exists', vscode.l10n.t('The original is never replaced.'), {
        hint: vscode.l10n.t('Choose another name.'),
      });
    }
    // The dialog has already asked whether to replace an existing file.
    await this.#write(run, target, true);
    this.#runs.markSaved(run.id, target.toString());
    return target;
  }

  /** Shows the saved file in the explorer, or where the operating system shows files. */
  async reveal(run: Run): Promise<void> {
    const uri = await this.#saved(run);
    if (!uri) {
      const name = plainName(resultName(run));
      this.#runs.markSaved(run.id, undefined);
      throw new StylizeError('file-not-found', vscode.l10n.t('{0} is no longer there.', name), {
        hint: vscode.l10n.t('Save it again.'),
      });
    }
    const isHere = vscode.env.uiKind === vscode.UIKind.Desktop && vscode.env.remoteName === undefined;
    const isInWindow = vscode.workspace.getWorkspaceFolder(uri) !== undefined;
    const command = isInWindow ? 'revealInExplorer' : isHere ? 'revealFileInOS' : 'vscode.open';
    await vscode.commands.executeCommand(command, uri);
  }

  /** The saved file, if it still exists. */
  async #saved({ saved }: Run): Promise<vscode.Uri | undefined> {
    if (saved === undefined) return undefined;
    const uri = vscode.Uri.parse(saved);
    return vscode.workspace.fs.stat(uri).then(
      () => uri,
      () => undefined,
    );
  }

  /** The content picture's folder, unless it is in our storage or read-only. */
  #folderOf({ subject: { content } }: Run): vscode.Uri | undefined {
    const isOurs = this.#files.isStored(content.uri) || this.#files.isBundled(content.uri);
    const folder = isOurs
      ? vscode.workspace.workspaceFolders?.[0]?.uri
      : vscode.Uri.joinPath(vscode.Uri.parse(content.uri), '..');
    const isWritable = folder && vscode.workspace.fs.isWritableFileSystem(folder.scheme) !== false;
    return isWritable ? folder : undefined;
  }

  async #copyInto(folder: vscode.Uri, run: Run): Promise<vscode.Uri> {
    for (const name of numberedNames(fileName(run))) {
      const target = vscode.Uri.joinPath(folder, name);
      try {
        await this.saveTo(run, target);
        return target;
      } catch (thrown) {
        if (!(thrown instanceof vscode.FileSystemError && thrown.code === 'FileExists')) throw thrown;
      }
    }
    throw new Error('unreachable');
  }

  async #write({ picture }: Run, target: vscode.Uri, overwrite: boolean): Promise<void> {
    try {
      await vscode.workspace.fs.copy(vscode.Uri.parse(picture!.uri), target, { overwrite });
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
