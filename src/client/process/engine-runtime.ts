import { MemoryLog, type Log } from '../log';
import { nodesOnPath } from './node-on-path';
import { RememberedPrograms } from './remembered-programs';

/**
 * Where a runtime comes from: named by a setting, remembered because it worked before, the one that runs this very
 * process, or found on the path.
 */
export type RuntimeSource = 'setting' | 'remembered' | 'own' | 'path';

/** A Node that can run the engine. */
export interface Runtime {
  readonly source: RuntimeSource;
  readonly execPath: string;
  readonly execArgv?: readonly string[] | undefined;
}

/** The runtimes to try, best first. */
export interface RuntimeChoice {
  candidates(): AsyncIterable<Runtime>;
  /** Notes that the engine has been started on it. Never throws. */
  worked(runtime: Runtime): Promise<void>;
  /** Notes that a run has crashed on it. Returns whether other runtimes come first from now on. */
  avoid(runtime: Runtime): boolean;
}

export interface NodeRuntimeOptions {
  /** A Node that the person has chosen; no other is then tried. */
  readonly setting?: string | undefined;
  /** Where the choice is remembered. */
  readonly userFolder: string;
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** Gets a warning when a remembered runtime cannot be relied on. */
  readonly log?: Log | undefined;
  /** What runs this process. */
  readonly own?: {
    readonly execPath: string;
    readonly execArgv?: readonly string[];
    readonly version: string;
    /** Whether it is an Electron, which may crash where a plain Node does not. */
    readonly isElectron?: boolean;
  };
}

/**
 * Chooses the Node that runs the engine. The runtime of this process, VS Code's own Electron, needs no installation, but
 * may crash on native code that a plain Node runs: a Node on the path is the second choice. A second choice that worked
 * is remembered until this process runs on another runtime.
 */
export class NodeRuntimeChoice implements RuntimeChoice {
  readonly #setting: string | undefined;
  readonly #remembered: RememberedPrograms;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #own: Runtime;
  readonly #key: string;
  readonly #isElectron: boolean;
  #avoidsOwn = false;

  constructor({ setting, userFolder, environment = process.env, log, own }: NodeRuntimeOptions) {
    const { electron, node } = process.versions;
    const {
      execPath,
      version,
      execArgv,
      isElectron = false,
    } = own ?? {
      execPath: process.execPath,
      version: electron ?? node,
      isElectron: electron !== undefined,
    };
    this.#setting = setting;
    this.#remembered = new RememberedPrograms(userFolder, log ?? new MemoryLog(1));
    this.#environment = environment;
    this.#own = { source: 'own', execPath, execArgv };
    this.#isElectron = isElectron;
    this.#key = `${execPath} ${version}`;
  }

  async *candidates(): AsyncGenerator<Runtime> {
    if (this.#setting) {
      yield { source: 'setting', execPath: this.#setting };
      return;
    }
    const remembered = await this.#remembered.find(this.#key);
    if (remembered !== undefined) yield { source: 'remembered', execPath: remembered };
    if (!this.#avoidsOwn) yield this.#own;
    for await (const execPath of nodesOnPath(this.#environment)) {
      const isOwn = execPath === this.#own.execPath && !this.#own.execArgv;
      if (!isOwn && execPath !== remembered) yield { source: 'path', execPath };
    }
    if (this.#avoidsOwn) yield this.#own;
  }

  avoid({ source }: Runtime): boolean {
    if (source !== 'own' || !this.#isElectron) return false;
    this.#avoidsOwn = true;
    return true;
  }

  async worked({ source, execPath }: Runtime): Promise<void> {
    if (source === 'path') await this.#remembered.note(this.#key, execPath);
    else if (source === 'own') await this.#remembered.forget(this.#key);
  }
}
