import { randomBytes } from 'node:crypto';

import * as vscode from 'vscode';

export interface PageOptions {
  readonly webview: vscode.Webview;
  readonly extensionUri: vscode.Uri;
  /** Which bundle of `dist/webview`. */
  readonly name: 'panel' | 'viewer' | 'mask';
  readonly title: string;
}

/** Where the webviews' own scripts and styles are. */
export const bundleFolder = (extensionUri: vscode.Uri): vscode.Uri =>
  vscode.Uri.joinPath(extensionUri, 'dist', 'webview');

/** A webview's page. It can load and run only what is named here. */
export function page({ webview, extensionUri, name, title }: PageOptions): string {
  const nonce = randomBytes(16).toString('base64');
  const uri = (file: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(bundleFolder(extensionUri), file)).toString();
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${webview.cspSource} 'nonce-${nonce}'`,
    `img-src ${webview.cspSource} blob: data:`,
    `font-src ${webview.cspSource}`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeHtml(vscode.env.language)}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="csp-nonce" property="csp-nonce" nonce="${nonce}">
    <link rel="stylesheet" id="vscode-codicon-stylesheet" nonce="${nonce}" href="${uri(`${name}.css`)}">
    <title>${escapeHtml(title)}</title>
  </head>
  <body>
    <script type="application/json" id="translations">${translations()}</script>
    <script type="module" nonce="${nonce}" src="${uri(`${name}.js`)}"></script>
  </body>
</html>`;
}

/** Of VS Code's language, as a script's text; nothing in English. */
const translations = (): string => JSON.stringify(vscode.l10n.bundle ?? {}).replaceAll('<', '\\u003c');

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
