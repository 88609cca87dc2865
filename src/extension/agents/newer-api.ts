import type * as vscode from 'vscode';

/* Parts of VS Code's API that are newer than the oldest version that the extension supports. */

/** Since 1.101. */
export interface McpApi {
  readonly lm: {
    registerMcpServerDefinitionProvider?(
      id: string,
      provider: { provideMcpServerDefinitions(): readonly unknown[] },
    ): vscode.Disposable;
  };
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    version: string,
  ) => unknown;
}

/** Since 1.106. */
export interface DataPartApi {
  readonly LanguageModelDataPart?: {
    image(data: Uint8Array, mimeType: string): vscode.LanguageModelTextPart;
  };
}
