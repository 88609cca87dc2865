import type { Readable, Writable } from 'node:stream';

import type { EngineClient } from '../client/engine-client';
import type { RunHandle } from '../client/run-handle';
import type { ResumeRequest, RunRequest } from '../contracts/engine';

/** A stream as `process.stdout` is one: what it is attached to decides what is written to it. */
export type OutputStream = Writable & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  hasColors?(environment?: object): boolean;
};

export type RunControl = Pick<RunHandle, 'result' | 'on' | 'finish' | 'cancel'>;

/** What the commands need of an engine. */
export interface EngineConnection extends Pick<EngineClient, 'request' | 'on' | 'restart' | 'dispose'> {
  run(request: Omit<RunRequest, 'run'>): RunControl;
  resume(request: Omit<ResumeRequest, 'run'>): RunControl;
}

export interface ConnectOptions {
  /** Receives the engine's output, a line at a time; without it, the output goes to a file of the user's folder. */
  readonly onLogLine?: ((line: string) => void) | undefined;
}

/** Why a command should end early. `SIGPIPE`: whoever read the output has gone. */
export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGHUP' | 'SIGPIPE';

export interface TemporaryFolder {
  readonly path: string;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

/** Everything outside the program, so that a test can stand in for it. */
export interface Environment {
  readonly version: string;
  readonly stdin: Readable;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** The pictures that ship with Stylize are below. */
  readonly mediaFolder: string;
  /** Relative paths are meant from here. */
  readonly cwd: string;
  readonly variables: NodeJS.ProcessEnv;
  /** Milliseconds from some fixed moment. */
  now(): number;
  fileExists(path: string): boolean;
  /** The returned function ends the subscription. */
  onStopSignal(listener: (signal: StopSignal) => void): () => void;
  /** A folder for this invocation alone. */
  temporaryFolder(): TemporaryFolder;
  connect(options: ConnectOptions): Promise<EngineConnection>;
}
