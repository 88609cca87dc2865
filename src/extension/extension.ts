import * as vscode from 'vscode';

import { registerAgentTools } from './agents/register';
import type { App } from './app';
import { registerCommands } from './commands/commands';
import { mayHaveInterrupted } from './services/interrupted';

/** For the extension's own tests. Other extensions cannot rely on it: it may change with every version. */
export interface StylizeApi {
  /** What `activate` took of the processor, in milliseconds: our share of what VS Code says of it. */
  readonly activationMilliseconds: number;
  /** Created on first use. */
  app(): Promise<App>;
}

/** For `deactivate`, which VS Code calls without arguments. */
let shutdown: (() => Promise<void>) | undefined;

/** Only registers. Everything else is loaded on first use, or if a run may have been interrupted. */
export function activate(context: vscode.ExtensionContext): StylizeApi {
  const start = process.cpuUsage();
  const channel = vscode.window.createOutputChannel('Stylize', { log: true });
  const app = lazyApp(context, channel);
  context.subscriptions.push(
    registerCommands(app.load),
    registerPanel(app.load),
    registerViewers(app.load),
    registerMaskEditor(app.load),
    registerAgentTools(context, app.load),
  );
  shutdown = async () => {
    await app.shutdown();
    // Last, because an exiting engine writes to it.
    channel.dispose();
  };
  void mayHaveInterrupted(context).then((may) => (may ? app.load() : undefined));
  const { user, system } = process.cpuUsage(start);
  const activationMilliseconds = (user + system) / 1000;
  channel.debug(`Activated with ${activationMilliseconds.toFixed(1)} ms of processor time.`);
  return { activationMilliseconds, app: app.load };
}

export async function deactivate(): Promise<void> {
  await shutdown?.();
}

interface LazyApp {
  readonly load: () => Promise<App>;
  readonly shutdown: () => Promise<void>;
}

function lazyApp(context: vscode.ExtensionContext, channel: vscode.LogOutputChannel): LazyApp {
  let made: Promise<App> | undefined;
  const make = async () => {
    const { App } = await import('./app');
    return new App(context, channel);
  };
  return {
    load: () => (made ??= make()),
    shutdown: async () => {
      await (await made)?.shutdown();
    },
  };
}

function registerPanel(app: () => Promise<App>): vscode.Disposable {
  return vscode.window.registerWebviewViewProvider('stylize.panel', {
    resolveWebviewView: async (view) => {
      (await app()).panel.resolve(view);
    },
  });
}

function registerViewers(app: () => Promise<App>): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer('stylize.viewer', {
    deserializeWebviewPanel: async (panel, state: unknown) => {
      (await app()).viewers.restore(panel, state);
    },
  });
}

function registerMaskEditor(app: () => Promise<App>): vscode.Disposable {
  return vscode.window.registerWebviewPanelSerializer('stylize.mask', {
    deserializeWebviewPanel: async (panel) => {
      (await app()).maskEditor.restore(panel);
    },
  });
}
