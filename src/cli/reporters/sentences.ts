import type { RunEventData } from '../../client/run-handle';
import type { Choice, Outline, RunResult } from '../../contracts/engine';
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
export function planSentence(plan: Outline): string {
  const { network, device, iterations, scales } = plan;
  const steps = scales.length > 1 ? `, in ${scales.length} scales from ${formatSize(scales[0]!)}` : '';
  const work = `${formatSize(plan)}, ${formatCount(iterations, 'iteration')}${steps}`;
  return printable(`${work}; network ${network}, device ${device}`);
}

/** What it needs, and what to do where that is too much. */
export function estimateSentences(outline: Outline): string[] {
  const concern = concernSentence(outline);
  const { choices } = outline.estimate;
  if (concern === undefined) return [estimateSentence(outline)];
  const instead = choices.map((choice) => `${choiceWords(choice)} (${choiceNeeds(choice)})`).join(', ');
  return [estimateSentence(outline), instead === '' ? concern : `${concern} Instead: ${instead}.`];
}

export function estimateSentence({ estimate }: Outline): string {
  const { bytes, seconds, tile, history } = estimate;
  return [
    `Needs about ${formatRoughly(bytes)} of memory and ${formatDuration(seconds)}`,
    ...(tile === undefined ? [] : [`in tiles of ${tile} pixels`]),
    ...(history === undefined ? [] : [`${formatCount(history, 'pair')} of L-BFGS, for lack of memory`]),
  ].join('; ');
}

/** What speaks against starting it. */
export function concernSentence({ estimate, width, height }: Outline): string | undefined {
  const { concerns, budget = 0, bytes, bytesAvailable = Infinity } = estimate;
  const isLong = concerns.includes('time');
  if (!concerns.includes('memory')) return isLong ? 'That is long.' : undefined;
  const size = formatSize({ width, height });
  const consequence = bytes > bytesAvailable ? ': the run may become very slow, or fail' : '';
  const tooMuch = `${size} is more than the ${formatRoughly(budget)} of memory that it may use${consequence}.`;
  return isLong ? `${tooMuch} It is long, too.` : tooMuch;
}

/** How the command line says it: `--size 1024`. */
export function choiceWords({ settings, device, memoryBytes }: Choice): string {
  const named = ['size', 'iterations', 'network'];
  return [
    ...Object.entries(settings).map(([key, value]) =>
      named.includes(key) ? `--${key} ${value}` : `--set ${key}=${value}`,
    ),
    ...(device === undefined ? [] : [`--device ${device}`]),
    ...(memoryBytes === undefined ? [] : [`--memory ${Number((memoryBytes / 1e9).toFixed(1))}GB`]),
  ].join(' ');
}

const choiceNeeds = ({ bytes, seconds }: Choice) => `${formatRoughly(bytes)}, ${formatDuration(seconds)}`;

/** How far a run is, with all there is to say about it. */
export function progressSentence(progress: Progress, plan: Plan | undefined): string {
  const { iteration, iterations, fraction, losses, iterationsPerSecond, secondsLeft } = progress;
  const percent = Math.floor(100 * fraction);
  return [
    `${iteration}/${iterations} (${percent} %)`,
    ...scaleWords(progress, plan),
    ...lossWords(losses),
    `${formatNumber(iterationsPerSecond)} it/s`,
    `${formatSeconds(secondsLeft)} left`,
  ].join(', ');
}

/** A network that paints in one pass compares nothing. */
export const lossWords = (losses: Progress['losses']): string[] =>
  losses.total === 0 ? [] : [formatLosses(losses)];

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
  const { out, iterations, seconds, device, losses, stopped, checkpoint } = result;
  const ended = stopped
    ? `stopped after ${formatCount(iterations, 'iteration')}`
    : formatCount(iterations, 'iteration');
  return [
    `${paint('green', 'Saved')} ${paint('bold', printable(formatPath(out, folder)))}`,
    printable(`${formatSize(result)}, ${ended} in ${formatSeconds(seconds)} on ${device}`),
    ...lossWords(losses).map((words) => `Losses: ${words}`),
    ...(checkpoint === undefined ? [] : [`To go on: stylize resume ${checkpoint}`]),
  ];
}
