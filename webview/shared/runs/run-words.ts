import type { RunView, RunViewState } from '../../../src/contracts/run-view';
import { formatDuration, formatPercent, formatRate } from '../values/format';

/** Words about runs that both views use. */
export const runWords = {
  label: 'Run',
  pause: 'Pause',
  resume: 'Resume',
  stop: 'Stop',
  stopHelp: 'Stop and keep the picture so far',
  progress: 'Progress',
  states: {
    queued: 'Waiting',
    preparing: 'Preparing…',
    running: 'Running',
    paused: 'Paused',
    finishing: 'Stopping…',
    saving: 'Saving…',
    done: 'Done',
    stopped: 'Stopped',
    cancelled: 'Cancelled',
    interrupted: 'Interrupted',
    failed: 'Failed',
  } satisfies Record<RunViewState, string>,
  larger: 'Finish at larger size…',
  largerHelp: 'Continue with this picture at 2 or 4 times its size, or at the size of the original',
  more: 'More iterations…',
  moreHelp: 'Continue painting this picture',
  save: 'Save',
  saved: 'Saved',
  savedAs: (name: string) => `Saved as ${name}`,
  reveal: 'Reveal',
  revealHelp: (name: string) => `Show ${name} among the files`,
} as const;

/** Speed and remaining time, once they are known. */
export function pace(run: RunView): string[] {
  if (run.state !== 'running') return [];
  return [
    ...(run.iterationsPerSecond > 0 ? [formatRate(run.iterationsPerSecond)] : []),
    ...(run.secondsLeft > 0 ? [timeLeft(run)] : []),
  ];
}

const timeLeft = ({ secondsLeft }: RunView) => `${formatDuration(secondsLeft)} left`;

/** What screen readers announce about a run. Errors are announced where they are shown. */
export function describeRun(run: RunView): string {
  const state = `${run.label}: ${runWords.states[run.state]}`;
  if (run.state !== 'running') return state;
  const facts = [state, formatPercent(run.fraction), ...(run.secondsLeft > 0 ? [timeLeft(run)] : [])];
  return facts.join(', ');
}
