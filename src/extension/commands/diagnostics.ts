import * as vscode from 'vscode';

import { version } from '../../../package.json';
import { diagnose } from '../../client/diagnostics/diagnostics';
import { diagnosticsReport } from '../../client/diagnostics/report';
import { userFolder } from '../../user-folder/location';
import { showProgress } from '../notices/notify';
import type { Engine } from '../services/engine';

/** Opens a report about this machine as a new document, which the person can read, copy or save. */
export async function openDiagnostics(engine: Engine): Promise<void> {
  const { uiKind, remoteName } = vscode.env;
  const where = [uiKind === vscode.UIKind.Web ? 'in a browser' : 'on the desktop', remoteName].filter(
    Boolean,
  );
  const programs = {
    Stylize: version,
    'VS Code': `${vscode.version}, ${where.join(', ')}`,
  };
  const title = vscode.l10n.t('Stylize: trying the devices of this machine…');
  const found = await showProgress({ title }, () => diagnose(engine, programs, userFolder()));
  const document = await vscode.workspace.openTextDocument({
    language: 'markdown',
    content: diagnosticsReport(found),
  });
  await vscode.window.showTextDocument(document);
}
