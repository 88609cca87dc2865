import type { RunRequest } from '../contracts/engine';
import type { RunControl } from './environment';
import { createOutput } from './reporters/output';
import { RunReporter } from './reporters/run-reporter';
import type { Session } from './session';

/** Paints and reports. Ctrl-C ends the run and saves the picture so far; a second one gives it up. */
export async function paint(
  request: Omit<RunRequest, 'run'>,
  remarks: readonly string[],
  session: Session,
): Promise<void> {
  const engine = await session.engine();
  const reporter = new RunReporter(createOutput(session), session.environment);
  try {
    for (const remark of remarks) reporter.notice(remark);
    const handle = engine.run(request);
    stopOnInterruption(handle, session, reporter);
    handle.on('planned', (plan) => {
      reporter.planned(plan);
    });
    handle.on('remark', ({ message }) => {
      reporter.notice(message);
    });
    handle.on('phase', ({ phase }) => {
      reporter.phase(phase);
    });
    handle.on('progress', (progress) => {
      reporter.progress(progress);
    });
    handle.on('saved', (saved) => {
      reporter.saved(saved);
    });
    reporter.done(await handle.result);
  } finally {
    reporter.close();
  }
}

function stopOnInterruption(handle: RunControl, { interruption }: Session, reporter: RunReporter): void {
  const { signal } = interruption;
  const cancel = () => {
    handle.cancel();
  };
  if (signal.aborted) cancel();
  else signal.addEventListener('abort', cancel);

  let hasPicture = false;
  handle.on('progress', () => {
    hasPicture = true;
  });
  interruption.finishFirst(() => {
    // Before the first step there is nothing to save.
    if (!hasPicture) return false;
    reporter.notice('finishing: the picture so far is saved (Ctrl-C again gives it up)');
    void handle.finish();
    return true;
  });
}
