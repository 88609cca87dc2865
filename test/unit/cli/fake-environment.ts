import { PassThrough, Writable } from 'node:stream';

import type { CallOptions } from '../../../src/channel/channel';
import type { Params, RequestName, Result } from '../../../src/channel/contract';
import { deferred } from '../../../src/channel/deferred';
import { StylizeError } from '../../../src/channel/errors';
import type { EngineConnection, Environment, RunControl, StopSignal } from '../../../src/cli/environment';
import { runCommandLine } from '../../../src/cli/program';
import type { RunEvent, RunEventData } from '../../../src/client/run-handle';
import type { EngineContract, ResumeRequest, RunRequest, RunResult } from '../../../src/contracts/engine';

/** Keeps what is written to it. */
export class FakeStream extends Writable {
  text = '';
  isTTY: boolean | undefined;
  columns: number | undefined;

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString('utf8');
    done();
  }

  hasColors(): boolean {
    return this.isTTY === true;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }

  get json(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

export const losses = { content: 1234.5, style: 0.00123, tv: 0, total: 1234.50123 };

export const plan: RunEventData<'planned'> = {
  run: 'r',
  device: 'cpu',
  network: 'embedded',
  width: 512,
  height: 384,
  iterations: 100,
  scales: [
    { width: 256, height: 192, iterations: 50 },
    { width: 512, height: 384, iterations: 50 },
  ],
  estimate: { bytes: 610_000_000, seconds: 80, budget: 16e9, concerns: [], choices: [] },
};

export function progressAt(iteration: number, iterations = 100): RunEventData<'progress'> {
  return {
    run: 'r',
    iteration,
    iterations,
    scale: iteration > iterations / 2 ? 1 : 0,
    width: 256,
    height: 192,
    losses,
    iterationsPerSecond: 9.876,
    secondsElapsed: iteration / 9.876,
    secondsLeft: 83.2,
    fraction: iteration / iterations,
  };
}

export const result: RunResult = {
  out: '/pictures/photo.stylized.png',
  width: 512,
  height: 384,
  iterations: 100,
  seconds: 83.2,
  losses,
  device: 'cpu',
  stopped: false,
};

/** A run that does what the test says. */
export class FakeRun implements RunControl {
  readonly #result = deferred<RunResult>();
  readonly #listeners = new Map<RunEvent, ((data: never) => void)[]>();
  readonly result = this.#result.promise;
  finishes = 0;
  cancels = 0;

  on<E extends RunEvent>(event: E, listener: (data: RunEventData<E>) => void): () => void {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
    return () => undefined;
  }

  finish(): Promise<void> {
    this.finishes++;
    return Promise.resolve();
  }

  cancel(): void {
    this.cancels++;
    this.fail(new StylizeError('cancelled', 'Cancelled.'));
  }

  tell<E extends RunEvent>(event: E, data: RunEventData<E>): void {
    for (const listener of this.#listeners.get(event) ?? []) listener(data as never);
  }

  succeed(value: RunResult = result): void {
    this.#result.resolve(value);
  }

  fail(error: StylizeError): void {
    this.#result.reject(error);
  }
}

type Name = RequestName<EngineContract>;
type Answers = { readonly [N in Name]?: Result<EngineContract, N> | StylizeError };

export interface FakeOptions {
  readonly answers?: Answers;
  /** What the engine tells before it answers. */
  readonly events?: Readonly<Partial<Record<Name, readonly (readonly [event: string, data: unknown])[]>>>;
  /** Called when a run has begun and the command listens to it. */
  readonly onRun?: (run: FakeRun, environment: FakeEnvironment) => void;
  readonly files?: readonly string[];
  readonly variables?: NodeJS.ProcessEnv;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

export class FakeEnvironment implements Environment {
  readonly version = '1.2.3';
  readonly stdin = new PassThrough();
  readonly stdout = new FakeStream();
  readonly stderr = new FakeStream();
  readonly mediaFolder = '/media';
  readonly cwd = '/pictures';
  readonly variables: NodeJS.ProcessEnv;
  readonly requests: { readonly name: string; readonly params: unknown }[] = [];
  readonly runs: Omit<RunRequest, 'run'>[] = [];
  readonly resumptions: Omit<ResumeRequest, 'run'>[] = [];
  #run: FakeRun | undefined;
  connections = 0;
  disposals = 0;
  restarts = 0;
  /** Temporary ones that are there. */
  folders = 0;
  milliseconds = 0;
  readonly #options: FakeOptions;
  readonly #signals = new Set<(signal: StopSignal) => void>();
  readonly #listeners = new Map<string, (data: never) => void>();

  constructor(options: FakeOptions = {}) {
    this.#options = options;
    this.variables = options.variables ?? {};
    this.stdout.isTTY = this.stderr.isTTY = options.isTTY;
    this.stdout.columns = options.columns;
  }

  now = () => this.milliseconds;

  fileExists = (path: string) => this.#options.files?.includes(path) ?? false;

  onStopSignal(listener: (signal: StopSignal) => void): () => void {
    this.#signals.add(listener);
    return () => void this.#signals.delete(listener);
  }

  temporaryFolder() {
    this.folders++;
    const remove = () => {
      this.folders--;
      return Promise.resolve();
    };
    return { path: '/temporary', remove };
  }

  get signalListeners(): number {
    return this.#signals.size;
  }

  /** A moment later than the one before: the same signal twice at once is one press of a key. */
  send(signal: StopSignal, later = 1000): void {
    this.milliseconds += later;
    for (const listener of this.#signals) listener(signal);
  }

  connect(): Promise<EngineConnection> {
    this.connections++;
    return Promise.resolve({
      request: <N extends Name>(name: N, params: Params<EngineContract, N>, options?: CallOptions) => {
        this.requests.push({ name, params });
        for (const [event, data] of this.#options.events?.[name] ?? []) {
          this.#listeners.get(event)?.(data as never);
        }
        const answer = this.#options.answers?.[name];
        if (answer === undefined) return untilAborted(options?.signal);
        if (answer instanceof StylizeError) return Promise.reject(answer);
        return Promise.resolve<Result<EngineContract, N>>(answer as never);
      },
      on: (event, listener) => {
        this.#listeners.set(event, listener);
        return () => void this.#listeners.delete(event);
      },
      run: (request) => {
        this.runs.push(request);
        return this.#begin();
      },
      resume: (request) => {
        this.resumptions.push(request);
        return this.#begin();
      },
      restart: () => {
        this.restarts++;
        return Promise.resolve();
      },
      dispose: () => {
        this.disposals++;
        this.#run?.fail(new StylizeError('engine-failed', 'The engine has been shut down.'));
        return Promise.resolve();
      },
    });
  }

  #begin(): FakeRun {
    const run = new FakeRun();
    this.#run = run;
    // When the command has subscribed to its events.
    setImmediate(() => this.#options.onRun?.(run, this));
    return run;
  }
}

function untilAborted(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => {
      reject(new StylizeError('cancelled', 'Cancelled.'));
    });
  });
}

/** The program with a command line, and what it has written. */
export async function stylize(line: string, options: FakeOptions = {}) {
  const environment = new FakeEnvironment(options);
  const code = await runCommandLine(line.split(' ').filter(Boolean), environment);
  return { code, environment, stdout: environment.stdout.text, stderr: environment.stderr.text };
}
