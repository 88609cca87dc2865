import { fork, type ChildProcess, type ForkOptions, type SpawnOptions } from 'node:child_process';
import type { Readable } from 'node:stream';

import { connectClient, ipcPort, type ChannelClient } from '../../channel/channel';
import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { engineContract, type EngineContract } from '../../contracts/engine';
import type { Clock } from '../clock';
import type { Log, LogLevel } from '../log';
import { crashError, describeExit, lossOf } from './crash';
import { engineEnvironment } from './engine-environment';
import { eachLine } from './lines';

/** The program that an engine process runs, whichever runtime runs it. */
export interface EngineProgram {
  /** Path of the engine's bundle. */
  readonly bundle: string;
  readonly args?: readonly string[] | undefined;
  /** This process's own when left out. The engine gets only the variables that it needs. */
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
/** How long to wait for output still in the pipes after the exit: a grandchild may hold them open. */
const drainMilliseconds = 500;
/** How long a process may live on after closing its channel: it is of no use then. */
const disconnectedMilliseconds = 2000;
/** After the shutdown request: when SIGTERM follows, and when SIGKILL. */
const terminateAfter = 2000;
const killAfter = 4000;
/** How long to wait for the exit after SIGKILL. */
const goneMilliseconds = 900;

/** One engine process, from start to end. Once told to end, it reports nothing but its end. */
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
  /** Why it was asked to end, if it was. */
  #reason: StylizeError | undefined;
  #endError: StylizeError | undefined;
  #loss: 'memory' | 'crash' | undefined;

  /** @throws StylizeError when the system refuses to start it; other failures to start end it at once */
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
        // Not the parent's own arguments, which may name a debugger's port.
        // V8 lets its young generation grow to 100 MB by itself; the engine's short-lived objects are few.
        execArgv: ['--max-semi-space-size=8', ...execArgv],
        // Makes Electron behave as Node; Node ignores it.
        env: { ...engineEnvironment(program.env ?? process.env), ELECTRON_RUN_AS_NODE: '1' },
        serialization: 'advanced',
        silent: true,
        windowsHide: true,
      };
      this.#child = fork(program.bundle, program.args ?? [], options);
    } catch (thrown) {
      throw new StylizeError('engine-failed', l10n.t`${execPath} could not be started: ${String(thrown)}`, {
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

  /** How it was lost: undefined while it runs, and after it was told to end. */
  get loss(): 'memory' | 'crash' | undefined {
    return this.#loss;
  }

  /** Its last lines of output, oldest first. */
  get lines(): readonly string[] {
    return this.#lines;
  }

  /** Resolves when the process has ended, for whatever reason. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  /** Calls back when the process has ended, before pending requests are rejected. */
  onEnd(listener: (error: StylizeError) => void): void {
    if (this.#endError) listener(this.#endError);
    else this.#onEnd = listener;
  }

  /** Asks it to end; sends SIGTERM after 2 s and SIGKILL after 4. Rejects pending requests at once. */
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

  /** Kills it at once. Rejects pending requests with the reason. */
  kill(reason: StylizeError): void {
    if (this.#endError) return;
    this.#leave(reason);
    this.#killNow();
  }

  #killNow(): void {
    this.#child.kill('SIGKILL');
    // A process that hangs in a driver may survive even that: stop waiting for it.
    this.#after(goneMilliseconds, () => {
      this.#end(new StylizeError('engine-failed', l10n.t`The engine could not be killed.`));
    });
  }

  #leave(reason: StylizeError): void {
    this.#reason ??= reason;
    this.channel.close(this.#reason);
  }

  #drain(): void {
    const { stdout, stderr } = this.#child;

    const read = (stream: Readable | null, level: LogLevel) => {
      if (!stream) return;
      eachLine(stream, (line) => {
        this.#lines.push(line);
        if (this.#lines.length > keptLines) this.#lines.shift();
        this.#log.append(level, line);
      });
    };
    read(stdout, 'info');
    read(stderr, 'warning');
  }

  #watch(execPath: string): void {
    const child = this.#child;
    child.on('error', (error) => {
      // Also emitted when a signal or a message could not be sent: its exit then says what happened.
      if (child.pid !== undefined) this.#log.append('warning', `Engine process: ${error.message}`);
      else
        this.#end(
          new StylizeError('engine-failed', l10n.t`${execPath} could not be started: ${error.message}`),
        );
    });
    child.on('disconnect', () => {
      this.#after(disconnectedMilliseconds, () => {
        this.#killNow();
      });
    });
    child.on('exit', (code, signal) => {
      const report = () => {
        if (!this.#reason && code !== 0) this.#loss = lossOf(signal, this.#lines);
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

  /** Keeps this process alive, because the child must not outlive it. */
  #after(milliseconds: number, callback: () => void): void {
    if (!this.#endError) this.#timers.push(this.#clock.after(milliseconds, callback, { keepsAlive: true }));
  }
}
