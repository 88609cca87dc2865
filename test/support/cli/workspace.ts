import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach } from 'vitest';

import { runCli, type CliOutcome, type RunCliOptions } from './run-cli';

/** The folders of one test: one to work in, and a `STYLIZE_HOME`. Both are removed after the test. */
export class Workspace {
  #root: string | undefined;

  /** Where the command line runs. */
  get folder(): string {
    return join(this.#open, 'work');
  }

  get home(): string {
    return join(this.#open, 'home');
  }

  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, STYLIZE_HOME: this.home };
  }

  path(...names: string[]): string {
    return join(this.folder, ...names);
  }

  /** Makes a folder below the one to work in. */
  async folderOf(...names: string[]): Promise<string> {
    await mkdir(this.path(...names), { recursive: true });
    return this.path(...names);
  }

  stylize(args: readonly string[], options: RunCliOptions = {}): Promise<CliOutcome> {
    return runCli(args, { cwd: this.folder, ...options, env: { STYLIZE_HOME: this.home, ...options.env } });
  }

  /** `stylize run` on the processor, which every machine has and which gives the same result twice. */
  run(args: readonly string[], options?: RunCliOptions): Promise<CliOutcome> {
    return this.stylize(['run', '--device', 'cpu', ...args], options);
  }

  /** The relative paths of all files and folders in the workspace, except logs. */
  async listing(): Promise<string[]> {
    const all = await readdir(this.#open, { recursive: true });
    return all
      .map((path) => path.replaceAll('\\', '/'))
      .filter((path) => !/^home(?:\/logs(?:\/.*)?)?$/.test(path))
      .sort();
  }

  async open(): Promise<void> {
    this.#root = await mkdtemp(join(tmpdir(), 'stylize-test-'));
    await mkdir(this.folder);
    await mkdir(this.home);
  }

  async close(): Promise<void> {
    await rm(this.#open, { recursive: true, maxRetries: 5 });
    this.#root = undefined;
  }

  get #open(): string {
    if (this.#root === undefined) throw new Error('The workspace exists only during a test.');
    return this.#root;
  }
}

/** Gives each test in the file its own workspace. */
export function useWorkspace(): Workspace {
  const workspace = new Workspace();
  beforeEach(() => workspace.open());
  afterEach(() => workspace.close());
  return workspace;
}
