import type { RunEventData } from '../../client/run-handle';
import type { Outline, RunResult } from '../../contracts/engine';
import {
  formatCount,
  formatDuration,
  formatLosses,
  formatNumber,
  formatPath,
  formatRoughly,
  formatSeconds,
  formatSize,
  printable,
} from '../text/format';
import type { Paint } from '../text/paint';

export type Plan = RunEventData<'planned'>;
export type Phase = RunEventData<'phase'>['phase'];
export type Progress = RunEventData<'progress'>;
export type Saved = RunEventData<'saved'>;

/** What is about to be done. */
export function planSentence(plan: Plan): string {
  const { network, device, iterations, scales } = plan;
  const steps = scales.length > 1 ? `, in ${scales.length} scales from ${formatSize(scales[0]!)}` : '';
  const work = `${formatSize(plan)}, ${formatCount(iterations, 'iteration')}${steps}`;
  return printable(`${work}; network ${network}, device ${device}`);
}

/** What it needs, roughly, and what to do where there is not as much. */
export function estimateSentences({ estimate, width, height }: Outline): string[] {
  const { bytes, seconds, budget = Infinity, choices } = estimate;
  const needs = `Needs about ${formatRoughly(bytes)} of memory and ${formatDuration(seconds)}`;
  if (bytes <= budget) return [needs];
  const size = choices.find(({ kind }) => kind === 'size')?.settings['size'];
  const advice = size === undefined ? '' : `; --size ${size} would fit`;
  return [
    needs,
    `${formatSize({ width, height })} is more than the ${formatRoughly(budget)} of memory here allow: the run may become very slow, or fail${advice}.`,
  ];
}

/** How far a run is, with all there is to say about it. */
export function progressSentence(progress: Progress, plan: Plan | undefined): string {
  const { iteration, iterations, fraction, losses, iterationsPerSecond, secondsLeft } = progress;
  const percent = Math.floor(100 * fraction);
  return [
    `${iteration}/${iterations} (${percent} %)`,
    ...scaleWords(progress, plan),
    formatLosses(losses),
    `${formatNumber(iterationsPerSecond)} it/s`,
    `${formatSeconds(secondsLeft)} left`,
  ].join(', ');
}

/** Which scale it is at, when there are several. */
export function scaleWords({ scale, width, height }: Progress, plan: Plan | undefined): string[] {
  const count = plan?.scales.length ?? 1;
  return count > 1 ? [`scale ${scale + 1}/${count} ${formatSize({ width, height })}`] : [];
}

export function savedSentence({ path, iteration }: Saved, folder: string): string {
  return printable(`Saved ${formatPath(path, folder)} (iteration ${iteration})`);
}

/** The result, in a few lines. */
export function resultSentences(result: RunResult, folder: string, paint: Paint): string[] {
  const { out, iterations, seconds, device, losses, stopped } = result;
  const ended = stopped
    ? `stopped after ${formatCount(iterations, 'iteration')}`
    : formatCount(iterations, 'iteration');
  return [
    `${paint('green', 'Saved')} ${paint('bold', printable(formatPath(out, folder)))}`,
    printable(`${formatSize(result)}, ${ended} in ${formatSeconds(seconds)} on ${device}`),
    `Losses: ${formatLosses(losses)}`,
  ];
}
