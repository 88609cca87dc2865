import * as l10n from '../../../channel/l10n';
import { predictionWords } from '../../../contracts/amounts';
import type { RunViewState } from '../../../contracts/run-view';
import type { Run } from '../runs/run';
import { labelOf, resultName } from './run-views';

const states: Readonly<Record<RunViewState, l10n.Words>> = {
  queued: l10n.t`It waits in the queue.`,
  preparing: l10n.t`It is being prepared.`,
  running: l10n.t`It is being painted.`,
  paused: l10n.t`It is paused.`,
  finishing: l10n.t`It is being stopped.`,
  saving: l10n.t`Its result is being written.`,
  done: l10n.t`It is done.`,
  stopped: l10n.t`It was stopped, and its picture kept.`,
  cancelled: l10n.t`It was cancelled.`,
  interrupted: l10n.t`It was interrupted.`,
  failed: l10n.t`It has failed.`,
};

/** A run as a text: all that the panel and the editor show of it, a fact a line. */
export function describeRun(run: Run): l10n.Words {
  const { state } = run;
  return l10n.lines(
    l10n.sentences(l10n.t`Run of ${labelOf(run)}.`, states[state]),
    ...progressOf(run),
    ...sourcesOf(run),
    ...planOf(run),
    ...lossesOf(run),
    ...run.remarks,
    ...endOf(run),
  );
}

const percent = (fraction: number): l10n.Words => l10n.t`${Math.round(100 * fraction)} %`;

function progressOf({ progress, end, plan, subject }: Run): (l10n.Words | undefined)[] {
  const iterations = plan?.iterations ?? subject.iterations;
  if (end)
    return [l10n.t`Iterations: ${end.iterations} of ${iterations}, in ${predictionWords(end.seconds)}.`];
  if (!progress) return [];
  const { fraction, iteration, scale, width, height, secondsElapsed, secondsLeft } = progress;
  const scales = plan?.scales.length ?? 1;
  return [
    l10n.t`Progress: ${percent(fraction)}, iteration ${iteration} of ${iterations}.`,
    scales > 1
      ? l10n.t`Now it is painted at ${width} × ${height} pixels, size ${scale + 1} of ${scales}.`
      : undefined,
    secondsLeft > 0
      ? l10n.t`Time: ${predictionWords(secondsElapsed)} until now, about ${predictionWords(secondsLeft)} left.`
      : undefined,
  ];
}

function sourcesOf({ subject }: Run): l10n.Words[] {
  const { styles } = subject.choices;
  const sum = styles.reduce((total, { weight }) => total + weight, 0);
  const shares = styles.map(({ name, weight }) =>
    styles.length > 1 ? l10n.t`${l10n.known(name)} (${percent(weight / sum)})` : l10n.known(name),
  );
  return [
    styles.length > 1
      ? l10n.t`Styles: ${l10n.joined(', ', ...shares)}.`
      : l10n.t`Style: ${l10n.joined(', ', ...shares)}.`,
    l10n.t`Recipe: ${l10n.known(subject.title)}.`,
  ];
}

function planOf({ plan, picture }: Run): l10n.Words[] {
  const size = picture ?? plan;
  return [
    ...(size ? [l10n.t`Size of the result: ${size.width} × ${size.height} pixels.`] : []),
    ...(plan ? [l10n.t`Device: ${plan.device}. Network: ${plan.network}.`] : []),
  ];
}

/** How far the losses have fallen, and which is the largest. */
function lossesOf({ losses }: Run): l10n.Words[] {
  const points = losses.since();
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || !(first.total > 0 && last.total > 0)) return [];
  const { total, style, content, tv } = last;
  return [
    l10n.t`Total loss: ${Number(total.toPrecision(3))}, which is ${percent(total / first.total)} of what it was at first.`,
    l10n.t`Of it, the style has ${percent(style / total)}, the content ${percent(content / total)}, the smoothness ${percent(tv / total)}.`,
  ];
}

function endOf(run: Run): (l10n.Words | undefined)[] {
  const { end, picture, saved } = run;
  const error = end?.error;
  return [
    error && (error.words?.message ?? error.message),
    error && (error.words?.hint ?? error.hint),
    picture && saved !== undefined ? l10n.t`Its result is saved as ${resultName(run)}.` : undefined,
    picture && saved === undefined ? l10n.t`Its result is not saved yet.` : undefined,
  ];
}
