import * as l10n from '@vscode/l10n';

import type { RunView, RunViewState } from '../../../src/contracts/run-view';
import { formatDuration, formatPercent, formatRate } from '../values/format';

/** Words about runs that both views use. */
export const runWords = {
  label: l10n.t('Run'),
  pause: l10n.t('Pause'),
  resume: l10n.t('Resume'),
  stop: l10n.t('Stop'),
  stopHelp: l10n.t('Stop and keep the picture so far'),
  progress: l10n.t('Progress'),
  states: {
    queued: l10n.t('Waiting'),
    preparing: l10n.t('Preparing…'),
    running: l10n.t('Running'),
    paused: l10n.t('Paused'),
    finishing: l10n.t('Stopping…'),
    saving: l10n.t('Saving…'),
    done: l10n.t('Done'),
    stopped: l10n.t('Stopped'),
    cancelled: l10n.t('Cancelled'),
    interrupted: l10n.t('Interrupted'),
    failed: l10n.t('Failed'),
  } satisfies Record<RunViewState, string>,
  larger: l10n.t('Finish at larger size…'),
  largerHelp: l10n.t('Continue with this picture at 2 or 4 times its size, or at the size of the original'),
  more: l10n.t('More iterations…'),
  moreHelp: l10n.t('Continue painting this picture'),
  save: l10n.t('Save'),
  saved: l10n.t('Saved'),
  savedAs: (name: string) => l10n.t`Saved as ${name}`,
  reveal: l10n.t('Reveal'),
  revealHelp: (name: string) => l10n.t`Show ${name} among the files`,
} as const;

/** Speed and remaining time, once they are known. */
export function pace(run: RunView): string[] {
  if (run.state !== 'running') return [];
  return [
    ...(run.iterationsPerSecond > 0 ? [formatRate(run.iterationsPerSecond)] : []),
    ...(run.secondsLeft > 0 ? [timeLeft(run)] : []),
  ];
}

const timeLeft = ({ secondsLeft }: RunView) => l10n.t`${formatDuration(secondsLeft)} left`;

/** What screen readers announce about a run. Errors are announced where they are shown. */
export function describeRun(run: RunView): string {
  const state = l10n.t`${run.label}: ${runWords.states[run.state]}`;
  if (run.state !== 'running') return state;
  const facts = [state, formatPercent(run.fraction), ...(run.secondsLeft > 0 ? [timeLeft(run)] : [])];
  return facts.join(', ');
}
