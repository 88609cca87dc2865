import { StylizeError } from '../channel/errors';
import { worded, type Words } from '../channel/l10n';
import type { RunRequest } from '../contracts/engine';
import type { EngineConnection, RunControl } from './environment';
import { createOutput } from './reporters/output';
import { RunReporter } from './reporters/run-reporter';
import type { Session } from './session';

/** Paints, and follows the run as `follow`. */
export function paint(
  request: Omit<RunRequest, 'run'>,
  remarks: readonly Words[],
  session: Session,
): Promise<void> {
  return follow((engine) => engine.run(request), remarks, session);
}

/**
 * Follows a run to its end and reports it. The first Ctrl-C ends it early with its picture, the second gives it up. Any
 * other signal ends this program, and leaves the run to be gone on with.
 *
 * @param remarks what there is to say beforehand
 */
export async function follow(
  begin: (engine: EngineConnection) => RunControl,
  remarks: readonly Words[],
  session: Session,
): Promise<void> {
  const engine = await session.engine();
  const reporter = new RunReporter(createOutput(session), session.environment);
  try {
    for (const remark of remarks) reporter.notice(worded(remark));
    const run = begin(engine);
    const way = wayOnOf(run);
    stopOnInterruption(run, engine, session, reporter);
    run.on('planned', (plan) => {
      reporter.planned(plan);
    });
    run.on('remark', ({ message }) => {
      reporter.notice(worded(message));
    });
    run.on('resumed', ({ message }) => {
      reporter.notice(worded(message));
    });
    run.on('phase', ({ phase }) => {
      reporter.phase(phase);
    });
    run.on('progress', (progress) => {
      reporter.progress(progress);
    });
    run.on('saved', (saved) => {
      reporter.saved(saved);
    });
    const result = await run.result.catch((thrown: unknown) => {
      throw way.addTo(StylizeError.from(thrown), session);
    });
    reporter.done(result);
  } finally {
    reporter.close();
  }
}

/** How to go on with a run after its end: known from what it tells. */
function wayOnOf(run: RunControl) {
  let id: string | undefined;
  let iterations = Infinity;
  run.on('checkpoint', (checkpoint) => {
    id = checkpoint.id;
  });
  run.on('planned', (plan) => {
    ({ iterations } = plan);
  });
  return {
    /** The error, with what to do. */
    addTo(error: StylizeError, { interruption: { by } }: Session): StylizeError {
      const isSuspended = by !== undefined && by !== 'SIGINT';
      const { rescued } = error;
      const ended = isSuspended
        ? new StylizeError('cancelled', `Ended by ${by}.`, { rescued, cause: error })
        : error;
      const isGone = ended.code === 'diverged' || (ended.code === 'cancelled' && !isSuspended);
      const isPainted = (rescued?.iterations ?? 0) >= iterations;
      if (isGone || isPainted) return ended;
      // An engine that is ended writes a last checkpoint, and can no longer tell of it.
      const unknown = isSuspended ? '"stylize resume" lists the runs that can go on.' : undefined;
      const way = id === undefined ? unknown : `To go on: stylize resume ${id}`;
      return ended.with({ hint: [ended.hint, way].filter(Boolean).join('\n') || undefined });
    },
  };
}

function stopOnInterruption(
  run: RunControl,
  engine: EngineConnection,
  { interruption }: Session,
  reporter: RunReporter,
): void {
  const { signal } = interruption;
  const end = () => {
    if (interruption.by === 'SIGINT') run.cancel();
    else void engine.dispose();
  };
  if (signal.aborted) end();
  else signal.addEventListener('abort', end);

  let hasPicture = false;
  run.on('progress', () => {
    hasPicture = true;
  });
  interruption.finishFirst(() => {
    // Before the first step there is nothing to save.
    if (!hasPicture) return false;
    reporter.notice('finishing: the picture so far is saved (Ctrl-C again gives it up)');
    void run.finish({ resumable: true });
    return true;
  });
}
