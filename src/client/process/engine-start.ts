import { StylizeError } from '../../channel/errors';
import * as l10n from '../../channel/l10n';
import { protocolVersion } from '../../contracts/engine';
import type { Clock } from '../clock';
import type { Log } from '../log';
import { lastOutput } from './crash';
import { EngineProcess, type EngineProgram } from './engine-process';
import type { Runtime, RuntimeChoice } from './engine-runtime';
import { hasNativeParts, noNativeParts } from './native-parts';
import { oldestNode } from './node-on-path';

export interface EngineStartOptions {
  readonly program: EngineProgram;
  readonly runtimes: RuntimeChoice;
  readonly log: Log;
  readonly clock: Clock;
  /** Limit for each runtime's start, self-test included. */
  readonly startMilliseconds: number;
  /** Aborting it kills the engine that is starting. */
  readonly signal: AbortSignal;
}

/** An engine that has passed its self-test. */
export interface RunningEngine {
  readonly process: EngineProcess;
  readonly runtime: Runtime;
  /** As reported by the engine: its version, and its runtime, such as `node 20.20.2`. */
  readonly version: string;
  readonly runtimeName: string;
}

interface Failure {
  readonly runtime: Runtime;
  readonly error: StylizeError;
}

/** Starts the engine on the first runtime that works. */
export async function startEngine(options: EngineStartOptions): Promise<RunningEngine> {
  const { runtimes, log, signal } = options;
  const isAborted = () => signal.aborted; // a function, since it changes during the awaits below
  const failures: Failure[] = [];
  for await (const runtime of runtimes.candidates()) {
    if (isAborted()) throw stopped();
    log.append('info', `Starting the engine on ${l10n.worded(describe(runtime))}.`);
    try {
      const engine = await startOn(runtime, options);
      await runtimes.worked(runtime);
      return engine;
    } catch (thrown) {
      const error = StylizeError.from(thrown);
      if (isAborted()) throw stopped();
      // Both sides of the protocol come from the same installation: another runtime would not help.
      if (error.code === 'protocol') throw error;
      log.append('error', `${l10n.worded(describe(runtime))}: ${error.message}`);
      failures.push({ runtime, error });
    }
  }
  throw hasNativeParts(options.program.bundle) ? allFailed(failures) : noNativeParts();
}

async function startOn(runtime: Runtime, options: EngineStartOptions): Promise<RunningEngine> {
  const { program, log, clock, startMilliseconds, signal } = options;
  const { execPath, execArgv } = runtime;
  const process = new EngineProcess({ program, execPath, execArgv, log, clock });
  const onAbort = () => {
    process.kill(stopped());
  };
  signal.addEventListener('abort', onAbort);
  const cancelTimer = clock.after(
    startMilliseconds,
    () => {
      process.kill(
        new StylizeError('timeout', l10n.t`The engine did not answer within ${startMilliseconds / 1000} s.`),
      );
    },
    { keepsAlive: true },
  );
  try {
    const hello = await process.channel.request('hello', { protocol: protocolVersion });
    if (hello.protocol !== protocolVersion) {
      throw new StylizeError(
        'protocol',
        `The engine uses version ${hello.protocol} of the protocol, this program version ${protocolVersion}.`,
        { file: program.bundle, hint: 'Reinstall Stylize, so that both come from the same version.' },
      );
    }
    await process.channel.request('selfTest', {});
    return { process, runtime, version: hello.version, runtimeName: hello.runtime };
  } catch (thrown) {
    const error = withOutput(StylizeError.from(thrown), process);
    process.kill(error);
    await process.ended;
    throw error;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', onAbort);
  }
}

/** Keeps the advice of an engine that answered; the last output of an engine that died says more. */
function withOutput(error: StylizeError, { hasEnded, lines }: EngineProcess): StylizeError {
  const hint = l10n.lines(hasEnded ? undefined : error.words.hint, lastOutput(lines));
  return new StylizeError(error.code, error.words.message, {
    file: error.file,
    hint,
    cause: error,
  });
}

function stopped(): StylizeError {
  return new StylizeError('cancelled', 'The engine was stopped while it was starting.');
}

const sourceNames: Record<Runtime['source'], l10n.Words> = {
  setting: l10n.t`the runtime named in your settings`,
  remembered: l10n.t`the runtime that worked before`,
  own: l10n.t`this program's own runtime`,
  path: l10n.t`Node.js found on the path`,
};

function describe({ execPath, source }: Runtime): l10n.Words {
  return l10n.t`${execPath} (${sourceNames[source]})`;
}

const installNode = l10n.t`Install Node.js ${oldestNode} or newer (https://nodejs.org), or name one in the settings.`;
const installRedistributable = l10n.t`The Microsoft Visual C++ runtime is missing: install https://aka.ms/vs/17/release/vc_redist.x64.exe and try again.`;

/** Windows' messages for a missing library. */
const missingLibrary = /\berror 126\b|The specified module could not be found/i;

function allFailed(failures: readonly Failure[]): StylizeError {
  const lacksLibrary = failures.some(({ error }) =>
    missingLibrary.test(`${error.message}\n${error.hint ?? ''}`),
  );
  const only = failures[0]?.runtime.source === 'setting' ? failures[0] : undefined;
  if (only) {
    return new StylizeError(
      'engine-failed',
      l10n.t`The engine does not run on the Node.js named in your settings, ${only.runtime.execPath}: ${only.error.words.message}`,
      {
        file: only.runtime.execPath,
        hint: lacksLibrary
          ? installRedistributable
          : l10n.sentences(
              l10n.t`Name another Node.js ${oldestNode} or newer, or clear the setting.`,
              only.error.words.hint,
            ),
        cause: only.error,
      },
    );
  }
  const reasons = failures.map(
    ({ runtime, error }) => l10n.t`- ${describe(runtime)}: ${error.words.message}`,
  );
  const noneOnPath = failures.some(({ runtime }) => runtime.source === 'path')
    ? undefined
    : l10n.t`- No other Node.js ${oldestNode} or newer was found on the path.`;
  const message = l10n.lines(l10n.t`The engine could not be started.`, ...reasons, noneOnPath);
  return new StylizeError('engine-failed', message, {
    hint: lacksLibrary
      ? installRedistributable
      : l10n.sentences(installNode, failures.at(-1)?.error.words.hint),
    cause: failures.at(-1)?.error,
  });
}
