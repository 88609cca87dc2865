import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type * as vscode from 'vscode';

/** As `RunList` and `FileMemory` name it. */
const runs = 'runs';

/**
 * Whether the last window may have left a run that can be resumed. Only looks for its checkpoint in what that window
 * remembered: nothing else is loaded for it.
 */
export async function mayHaveInterrupted({
  storageUri,
  workspaceState,
}: Pick<vscode.ExtensionContext, 'storageUri' | 'workspaceState'>): Promise<boolean> {
  const remembered = storageUri
    ? await readFile(join(storageUri.fsPath, `${runs}.json`), 'utf8').catch(() => '')
    : JSON.stringify(workspaceState.get(runs) ?? '');
  return remembered.includes('"checkpoint"');
}
