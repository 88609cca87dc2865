import { homedir } from 'node:os';
import { posix, sep } from 'node:path';

import * as vscode from 'vscode';

import type { PictureFiles } from './picture-files';

/** Where a picture is, in words: its folder, starting from the window's folder. */
export function placeOf(uri: vscode.Uri, files: Pick<PictureFiles, 'isBundled' | 'isStored'>): string {
  if (files.isBundled(uri.toString())) return vscode.l10n.t('Comes with Stylize');
  if (files.isStored(uri.toString())) return vscode.l10n.t('Was dropped here');
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  const parent = posix.dirname(uri.path);
  if (!folder) return uri.scheme === 'file' ? fromHome(vscode.Uri.joinPath(uri, '..').fsPath) : parent;
  return posix.join(folder.name, posix.relative(folder.uri.path, parent));
}

function fromHome(path: string): string {
  // On Windows VS Code writes the drive's letter small.
  const home = vscode.Uri.file(homedir()).fsPath;
  return path === home || path.startsWith(`${home}${sep}`) ? `~${path.slice(home.length)}` : path;
}
