import { StylizeError } from '../channel/errors';
import type { AgentRun, RunReport } from './workshop';

/** What a run is, and how far: a few sentences. */
export function runWords(run: AgentRun): string {
  const { report } = run;
  const subject = `Run ${run.id}: ${report.content.name} in the style of ${report.styles.join(' and ')}, recipe ${report.recipe}.`;
  return [subject, stateWords(run), ...savedWords(report)].join('\n');
}

/** The same for programs. */
export function runData({ id, report }: AgentRun): Record<string, unknown> {
  const {
    state,
    content,
    styles,
    recipe,
    iteration,
    iterations,
    seconds,
    secondsLeft,
    picture,
    saved,
    error,
  } = report;
  return {
    run: id,
    state,
    image: content.name,
    styles,
    recipe,
    iteration,
    iterations,
    seconds: Math.round(seconds),
    ...(secondsLeft !== undefined && { secondsLeft: Math.round(secondsLeft) }),
    ...(picture && { width: picture.width, height: picture.height }),
    ...(saved !== undefined && { saved }),
    ...(error && { error: error.message }),
  };
}

function stateWords({ id, report }: AgentRun): string {
  const { state, iteration, iterations, seconds, secondsLeft, error } = report;
  const again = `Call get_run with ${id} to follow it.`;
  switch (state) {
    case 'queued':
      return `It waits for its turn: other pictures are painted first. ${again}`;
    case 'preparing':
      return `It is being prepared. ${again}`;
    case 'paused':
      return `The person has paused it at iteration ${iteration} of ${iterations}.`;
    case 'running':
    case 'finishing':
    case 'saving':
      return `Iteration ${iteration} of ${iterations}${timeLeft(secondsLeft)}. ${again}`;
    case 'done':
      return `Done: ${iteration} iterations in ${Math.round(seconds)} s.`;
    case 'stopped':
      return `Ended early by the person after ${iteration} iterations. The picture is as far as it got.`;
    case 'cancelled':
      return 'It was cancelled. There is no picture.';
    case 'interrupted':
      return 'The window was closed while it was painted. The person can resume it.';
    case 'failed':
      return `It failed. ${error ? errorWords(StylizeError.fromData(error)) : ''}`.trim();
  }
}

/** How much longer a run takes, as the end of a sentence. */
export const timeLeft = (seconds: number | undefined): string =>
  seconds === undefined ? '' : `, about ${Math.ceil(seconds)} s left`;

function savedWords({ picture, saved }: RunReport): string[] {
  if (!picture) return [];
  const size = `${picture.width}×${picture.height} pixels`;
  return [saved === undefined ? `The picture is not saved (${size}).` : `Saved as ${saved} (${size}).`];
}

/** What went wrong, and what to do. */
export function errorWords(thrown: unknown): string {
  const { message, file, hint } = StylizeError.from(thrown);
  const isNamed = file === undefined || message.includes(file.split(/[/\\]/).at(-1)!);
  return [isNamed ? message : `${file}: ${message}`, hint].filter(Boolean).join('\n');
}
