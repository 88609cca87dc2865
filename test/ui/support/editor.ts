import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import type { BrowserContext, Page } from 'playwright-core';
import { describe, inject } from 'vitest';

import { startBrowser } from '../../vscode/browser';
import { createFixture, type Fixture } from '../../vscode/fixture';
import { VsCodeServer, type ServerOptions } from '../../vscode/server';
import { pseudoLanguage, writePseudoTranslations } from './pseudo-language';

const root = process.cwd();

export interface EditorOptions extends Pick<
  ServerOptions,
  'settings' | 'machineSettings' | 'trust' | 'language'
> {
  /** Folders of other extensions in the window, from the repository's root. */
  readonly extensions?: readonly string[];
}

/** A group of tests that needs a window; skipped, visibly, where VS Code cannot be had. */
export const describeWindow = describe.skipIf('unavailable' in inject('vsCode'));

/** A window of VS Code with Stylize installed, on a folder of its own. */
export class Editor {
  private constructor(
    private readonly folder: string,
    private readonly server: VsCodeServer,
    private readonly browser: BrowserContext,
    readonly page: Page,
    readonly fixture: Fixture,
  ) {}

  static async open(options: EditorOptions = {}): Promise<Editor> {
    const host = inject('vsCode');
    if ('unavailable' in host) throw new Error(host.unavailable);
    const folder = await mkdtemp(join(tmpdir(), 'stylize-ui-'));
    const close: (() => Promise<unknown>)[] = [];
    try {
      const fixture = await createFixture(folder);
      await install(join(folder, 'vscode', 'extensions'), options.language);
      for (const other of options.extensions ?? [])
        await symlink(join(root, other), join(folder, 'vscode', 'extensions', basename(other)));
      const server = await VsCodeServer.start(host, {
        folder: join(folder, 'vscode'),
        environment: { STYLIZE_HOME: join(folder, 'home') },
        ...options,
      });
      close.push(() => server.stop());
      const browser = await startBrowser(join(folder, 'browser'));
      close.push(() => browser.close());
      const page = browser.pages()[0] ?? (await browser.newPage());
      page.setDefaultTimeout(30_000);
      await page.goto(server.windowUrl(fixture.workspace));
      return new Editor(folder, server, browser, page, fixture);
    } catch (error) {
      for (const step of close.reverse()) await step();
      throw error;
    }
  }

  /** A path in the window's folder. */
  path(...names: string[]): string {
    return join(this.fixture.workspace, ...names);
  }

  /** A path in the person's folder of Stylize. */
  home(...names: string[]): string {
    return join(this.folder, 'home', ...names);
  }

  /** Settings of the machine, which VS Code takes over a moment later. */
  async setMachine(settings: Readonly<Record<string, unknown>>): Promise<void> {
    const file = join(this.folder, 'vscode', 'data', 'Machine', 'settings.json');
    await writeFile(file, JSON.stringify(settings));
  }

  /** The most searches for files that have run at the same time until a task is done. */
  async mostSearches(task: () => Promise<void>): Promise<number> {
    let most = 0;
    const timer = setInterval(() => {
      const searches = this.server.processes.filter(({ command }) => /(^|\/)rg /.test(command));
      most = Math.max(most, searches.length);
    }, 5);
    try {
      await task();
    } finally {
      clearInterval(timer);
    }
    return most;
  }

  /** Pictures that the extension keeps in its own storage. */
  async stored(): Promise<string[]> {
    const folder = join(this.folder, 'vscode', 'data', 'User', 'globalStorage', 'stylize.stylize');
    const found = await readdir(folder, { recursive: true }).catch(() => []);
    return found.filter((path) => path.endsWith('.png'));
  }

  /** Whether something is in what the extension remembers of the window's runs. */
  async remembers(text: string): Promise<boolean> {
    const folder = join(this.folder, 'vscode', 'data', 'User', 'workspaceStorage');
    const files = await readdir(folder, { recursive: true }).catch(() => []);
    const notes = files.filter((path) => basename(path) === 'runs.json').map((path) => join(folder, path));
    const texts = await Promise.all(notes.map((path) => readFile(path, 'utf8').catch(() => '')));
    return texts.some((each) => each.includes(text));
  }

  /** The page as a file of the test results, for a person to look at. */
  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(root, 'test-results', 'screenshots', `${name}.png`) });
  }

  /** Keeps what tells why a test has failed. */
  async keepEvidence(test: string): Promise<void> {
    const folder = join(root, 'test-results', 'ui-failure', test.replace(/[^\w]+/g, '-'));
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, 'window.png') }).catch(() => undefined);
    for (const log of this.server.logs) await cp(log, join(folder, basename(log)), { recursive: true });
    await cp(this.home('logs'), join(folder, 'engine'), { recursive: true }).catch(() => undefined);
    console.error(`Screenshot and logs: ${folder}`);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Puts the extension where the server looks for it, as it is packaged. */
async function install(extensions: string, language?: string): Promise<void> {
  const extension = inject('extension');
  const manifest = JSON.parse(await readFile(join(extension, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
    version: string;
  };
  await mkdir(extensions, { recursive: true });
  const place = join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  if (language !== pseudoLanguage) return symlink(extension, place);
  // Everything is the extension's own but for its translations. Its code is copied: VS Code knows it by its real path.
  await mkdir(place);
  await cp(join(extension, 'dist'), join(place, 'dist'), { recursive: true });
  const others = (await readdir(extension)).filter((name) => name !== 'l10n' && name !== 'dist');
  for (const name of others) await symlink(join(extension, name), join(place, name));
  await writePseudoTranslations(process.cwd(), place);
}
