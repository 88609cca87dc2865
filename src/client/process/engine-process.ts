import { fork, type ChildProcess, type ForkOptions, type SpawnOptions } from 'node:child_process';

import { connectClient, ipcPort, type ChannelClient } from '../../channel/channel';
import { StylizeError } from '../../channel/errors';
import { engineContract, type EngineContract } from '../../contracts/engine';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { crashError, describeExit } from './crash';
import { engineEnvironment } from './engine-environment';
import { eachLine } from './lines';

/** What is started, whatever runs it. */
export interface EngineProgram {
  /** Path of the engine's bundle. */
  readonly bundle: string;
  readonly args?: readonly string[] | undefined;
  /** Without it: this process's own. Of either the engine gets what it needs. */
  readonly env?: NodeJS.ProcessEnv | undefined;
}

export interface EngineProcessOptions {
  readonly program: EngineProgram;
  readonly execPath: string;
  readonly execArgv?: readonly string[] | undefined;
  readonly log: Log;
  readonly clock: Clock;
}

const keptLines = 50;
/** Output that is still in the pipes when the process has gone: waited for, but a grandchild may hold them open. */
const drainMilliseconds = 500;
/** A process that has closed its channel is of no use. */
const disconnectedMilliseconds = 2000;
/** From the request to end, until the polite and the final signal. */
const terminateAfter = 2000;
const killAfter = 4000;
const goneMilliseconds = 900;

/**
 * One life of one engine process. Once it was told to end, or has ended, nothing is heard from it any more except
 * that it has ended.
 */
export class EngineProcess {
  readonly channel: ChannelClient<EngineContract>;
  readonly startedAt: number;
  readonly #child: ChildProcess;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #lines: string[] = [];
  readonly #timers: (() => void)[] = [];
  readonly #ended: Promise<void>;
  #resolveEnded!: () => void;
  #onEnd: ((error: StylizeError) => void) | undefined;
  /** Why it is being ended, when that was asked for. */
  #reason: StylizeError | undefined;
  #endError: StylizeError | undefined;
  #hasFaulted = false;

  /** Throws a StylizeError when the system refuses to start it; other failures to start end it at once. */
  constructor({ program, execPath, execArgv = [], log, clock }: EngineProcessOptions) {
    this.#log = log;
    this.#clock = clock;
    this.startedAt = clock.now();
    this.#ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    try {
      const options: ForkOptions & SpawnOptions = {
        execPath,
        // Never the parent's own, which may hold a debugger's port.
        execArgv: [...execArgv],
        // Makes Electron a Node; a Node ignores it.
        env: { ...engineEnvironment(program.env ?? process.env), ELECTRON_RUN_AS_NODE: '1' },
        serialization: 'advanced',
        silent: true,
        windowsHide: true,
      };
      this.#child = fork(program.bundle, program.args ?? [], options);
    } catch (thrown) {
      throw new StylizeError('engine-failed', `${execPath} could not be started: ${String(thrown)}`, {
        cause: thrown,
      });
    }
    this.#drain();
    this.channel = connectClient(engineContract, ipcPort(this.#child), {
      onProblem: (problem) => {
        log.append('warning', `Message from the engine ignored: ${problem.message}`);
      },
    });
    this.channel.on('log', ({ level, message }) => {
      log.append(level, message);
    });
    this.#watch(execPath);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get hasEnded(): boolean {
    return this.#endError !== undefined;
  }

  /** Whether it has ended by a fault of its own: neither told to, nor ended by the system for want of memory. */
  get hasFaulted(): boolean {
    return this.#hasFaulted;
  }

  /** Its last lines of output, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves when the process has gone, for whatever reason. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Called when the process has gone, before anything that is pending is rejected. */
  onEnd(listener: (error: StylizeError) => void): void {
    if (this.#endError) listener(this.#endError);
    else this.#onEnd = listener;
  }

  /** Asks it to end, then insists: SIGTERM after 2 s, SIGKILL after 4. What is pending is rejected at once. */
  async shutdown(reason: StylizeError): Promise<void> {
    if (!this.#endError && !this.#reason) {
      this.channel.request('shutdown', {}).catch(() => undefined);
      this.#leave(reason);
      this.#after(terminateAfter, () => this.#child.kill('SIGTERM'));
      this.#after(killAfter, () => {
        this.#killNow();
      });
    }
    await this.#ended;
  }

  /** Ends it at once. What is pending is rejected with the reason. */
  kill(reason: StylizeError): void {
    if (this.#endError) return;
    this.#leave(reason);
    this.#killNow();
  }

  #killNow(): void {
    this.#child.kill('SIGKILL');
    // A process that hangs in a driver may not even die of that: nobody shall wait for it.
    this.#after(goneMilliseconds, () => {
      this.#end(new StylizeError('engine-failed', 'The engine could not be killed.'));
    });
  }

  #leave(reason: StylizeError): void {
    this.#reason ??= reason;
    this.channel.close(this.#reason);
  }

  #drain(): void {
    const { stdout, stderr } = this.#child;
    const keep = (line: string) => {
      this.#lines.push(line);
      if (this.#lines.length > keptLines) this.#lines.shift();
    };
    if (stdout) {
      eachLine(stdout, (line) => {
        keep(line);
        this.#log.append('info', line);
      });
    }
    if (stderr) {
      eachLine(stderr, (line) => {
        keep(line);
        this.#log.append('warning', line);
      });
    }
  }

  #watch(execPath: string): void {
    const child = this.#child;
    child.on('error', (error) => {
      // Also emitted for a signal or a message that could not be sent: then its exit tells.
      if (child.pid !== undefined) this.#log.append('warning', `Engine process: ${error.message}`);
      else this.#end(new StylizeError('engine-failed', `${execPath} could not be started: ${error.message}`));
    });
    child.on('disconnect', () => {
      this.#after(disconnectedMilliseconds, () => {
        this.#killNow();
      });
    });
    child.on('exit', (code, signal) => {
      this.#hasFaulted = !this.#reason && signal !== 'SIGKILL' && code !== 0;
      const report = () => {
        this.#end(crashError(code, signal, this.#lines, this.#log.file), describeExit(code, signal));
      };
      child.once('close', report);
      this.#after(drainMilliseconds, report);
    });
  }

  #end(error: StylizeError, how?: string): void {
    if (this.#endError) return;
    this.#endError = this.#reason ?? error;
    for (const cancel of this.#timers) cancel();
    this.#log.append(this.#reason ? 'info' : 'error', `The engine has ended (${how ?? error.message}).`);
    this.#onEnd?.(this.#endError);
    this.#resolveEnded();
    this.channel.close(this.#endError);
  }

  /** Keeps this process alive: the child must not survive it. */
  #after(milliseconds: number, callback: () => void): void {
    if (!this.#endError) this.#timers.push(this.#clock.after(milliseconds, callback, { keepsAlive: true }));
  }
}
