import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';

import type { VsCodeHost } from './host-setup';
import { endGroup, guardGroup, isInGroup, listProcesses, type ProcessInfo } from './process-group';

/** Nothing that asks, teaches, watches or looks for a network. */
const quietSettings: Settings = {
  'chat.disableAIFeatures': true,
  'editor.accessibilitySupport': 'off',
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'files.hotExit': 'off',
  'git.enabled': false,
  'json.schemaDownload.enable': false,
  'npm.fetchOnlinePackageInfo': false,
  'telemetry.telemetryLevel': 'off',
  'typescript.disableAutomaticTypeAcquisition': true,
  'update.mode': 'none',
  'window.confirmBeforeClose': 'never',
  'workbench.editor.useModal': 'off',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
};

export type Settings = Readonly<Record<string, unknown>>;

export interface ServerOptions {
  /** Everything that the server writes goes here. */
  readonly folder: string;
  readonly settings?: Settings;
  /** Those of the scope `machine`. */
  readonly machineSettings?: Settings;
  /** Whether every folder is trusted; otherwise windows open in restricted mode. */
  readonly trust?: boolean;
  /** Lets the server run tests in its extension host; hides notifications, so not for tests of the interface. */
  readonly testDriver?: boolean;
  /** The language of its windows, as VS Code names it: `pt-br`. VS Code's own words stay English. */
  readonly language?: string;
  /** Added to the environment of the server and so of the extension host. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** A running VS Code server on the loopback interface. */
export class VsCodeServer {
  private constructor(
    private readonly pid: number,
    readonly port: number,
    /** Holds `extensions`, `data` and `server.log`. */
    readonly folder: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** What the server and the extension host write about themselves. */
  get logs(): string[] {
    return [join(this.folder, 'server.log'), join(this.folder, 'data', 'logs')];
  }

  /** The address that shows a folder in the workbench; `tests` names the module that the extension host runs. */
  windowUrl(folder: string, development?: { extension: string; tests: string }): string {
    const remote = (path: string) => `vscode-remote://127.0.0.1:${this.port}${path}`;
    const payload = [
      ['skipWelcome', 'true'],
      ['skipReleaseNotes', 'true'],
    ];
    if (development) {
      payload.push(['extensionDevelopmentPath', remote(development.extension)]);
      payload.push(['extensionTestsPath', remote(development.tests)]);
    }
    return `${this.url}/?${new URLSearchParams({ folder, payload: JSON.stringify(payload) }).toString()}`;
  }

  /** Those that it has started, and that these have. */
  get processes(): ProcessInfo[] {
    return listProcesses().filter(isInGroup(this.pid));
  }

  stop(): Promise<void> {
    return endGroup(this.pid);
  }

  static async start(host: VsCodeHost, options: ServerOptions): Promise<VsCodeServer> {
    const { folder } = options;
    await mkdir(join(folder, 'data', 'User'), { recursive: true });
    await mkdir(join(folder, 'extensions'), { recursive: true });
    await writeFile(join(folder, 'config.yaml'), '');
    const settings = { ...quietSettings, ...options.settings };
    await writeFile(join(folder, 'data', 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
    await mkdir(join(folder, 'data', 'Machine'), { recursive: true });
    await writeFile(
      join(folder, 'data', 'Machine', 'settings.json'),
      JSON.stringify(options.machineSettings ?? {}, undefined, 2),
    );
    if (options.language !== undefined) await addLanguage(folder, options.language);
    const port = await freePort();
    const log = openSync(join(folder, 'server.log'), 'a');
    const child = spawn(host.node, [host.server, ...serverArguments(options, port)], {
      // A process group of its own, which the end of the tests can end as a whole.
      detached: true,
      stdio: ['ignore', log, log],
      env: {
        PATH: process.env['PATH'],
        LANG: 'C.UTF-8',
        HOME: folder,
        XDG_CACHE_HOME: join(folder, 'home', 'cache'),
        XDG_CONFIG_HOME: join(folder, 'home', 'config'),
        XDG_DATA_HOME: join(folder, 'home', 'data'),
        EXTENSIONS_GALLERY: '{"serviceUrl":"","itemUrl":"","resourceUrlTemplate":"","controlUrl":""}',
        ...options.environment,
      },
    });
    closeSync(log);
    if (child.pid !== undefined) guardGroup(child.pid);
    const failed = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => {
        reject(
          new Error(`The server ended with ${String(code)} while it started: see ${folder}/server.log.`),
        );
      });
    });
    failed.catch(() => undefined);
    const server = new VsCodeServer(child.pid ?? 0, port, folder);
    try {
      await Promise.race([server.healthy(), failed]);
    } catch (error) {
      if (child.pid !== undefined) await server.stop();
      throw error;
    }
    child.unref();
    return server;
  }

  private async healthy(): Promise<void> {
    for (const end = Date.now() + 60_000; Date.now() < end;) {
      const response = await fetch(`${this.url}/healthz`).catch(() => undefined);
      if (response?.ok) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error('The server did not answer within a minute.');
  }
}

/** What installing a language pack leaves behind, but for its translations of VS Code. */
async function addLanguage(folder: string, language: string): Promise<void> {
  const translations = join(folder, 'translations.json');
  await writeFile(translations, JSON.stringify({ contents: {} }));
  const pack = {
    hash: language,
    extensions: [{ extensionIdentifier: { id: 'stylize.language-pack' }, version: '1.0.0' }],
    translations: { vscode: translations },
    label: language,
  };
  await writeFile(join(folder, 'data', 'languagepacks.json'), JSON.stringify({ [language]: pack }));
}

function serverArguments(
  { folder, language, trust = true, testDriver = false }: ServerOptions,
  port: number,
): string[] {
  return [
    ...['--config', join(folder, 'config.yaml')],
    ...['--bind-addr', `127.0.0.1:${port}`],
    ...['--auth', 'none'],
    ...['--user-data-dir', join(folder, 'data')],
    ...['--extensions-dir', join(folder, 'extensions')],
    // Should the tests be killed, the server ends by itself.
    ...['--idle-timeout-seconds', '120'],
    '--disable-telemetry',
    '--disable-update-check',
    '--disable-getting-started-override',
    '--disable-proxy',
    ...(language === undefined ? [] : ['--locale', language]),
    ...(trust ? ['--disable-workspace-trust'] : []),
    ...(testDriver ? ['--vscode-option', 'enable-smoke-test-driver'] : []),
  ];
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => {
        if (address && typeof address === 'object') resolve(address.port);
        else reject(new Error('No port is free.'));
      });
    });
  });
}
