import { join } from 'node:path';

import * as vscode from 'vscode';

import { toolNames } from '../../agents/names';
import type { App } from '../app';
import type { McpApi } from './newer-api';

/** Offers the tools to agents: in this window, and as a server that other agents can start. */
export function registerAgentTools(
  { extension, extensionUri }: vscode.ExtensionContext,
  app: () => Promise<App>,
): vscode.Disposable {
  return vscode.Disposable.from(...registerTools(app), ...registerServer(extension, extensionUri));
}

function registerTools(app: () => Promise<App>): vscode.Disposable[] {
  return toolNames.map((name) =>
    vscode.lm.registerTool<unknown>(name, {
      invoke: async ({ input }, token) => (await app()).agentTools.invoke(name, input, token),
      prepareInvocation: async ({ input }) => (await app()).agentTools.prepare(name, input),
    }),
  );
}

/** The MCP server of the command line, which VS Code starts when the person lets it. */
function registerServer(
  { packageJSON }: vscode.Extension<unknown>,
  { fsPath }: vscode.Uri,
): vscode.Disposable[] {
  const { lm, McpStdioServerDefinition } = vscode as unknown as McpApi;
  if (!lm.registerMcpServerDefinitionProvider || !McpStdioServerDefinition) return [];
  const { version } = packageJSON as { readonly version: string };
  const server = new McpStdioServerDefinition(
    'Stylize',
    process.execPath,
    [join(fsPath, 'dist', 'cli.js'), 'mcp'],
    { ELECTRON_RUN_AS_NODE: '1' },
    version,
  );
  return [
    lm.registerMcpServerDefinitionProvider('stylize.mcp', { provideMcpServerDefinitions: () => [server] }),
  ];
}
