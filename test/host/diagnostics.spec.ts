import assert from 'node:assert';

import * as vscode from 'vscode';

import { openApp } from './support';

describe('Run Diagnostics', () => {
  it('opens a report about this machine, which can be copied', async () => {
    await openApp();

    await vscode.commands.executeCommand('stylize.runDiagnostics');

    const document = vscode.window.activeTextEditor?.document;
    assert.strictEqual(document?.isUntitled, true);
    assert.strictEqual(document.languageId, 'markdown');
    const text = document.getText();
    assert.match(text, /^- VS Code: \d+\.\d+\.\d+/m);
    assert.match(text, /^\| cpu(?: \*)? \| works \| [\d.]+ ms \| 0 \|$/m);
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  });
});
