import { posix } from 'node:path';

import type { PictureView, RunEntry, RunView } from '../../../contracts/run-view';
import type { ViewerState } from '../../../contracts/viewer';
import type { Picture } from '../choices/choices';
import type { Run } from '../runs/run';
import type { Runs } from '../runs/runs';

/** An address under which a webview can show a picture; undefined when there is none, or none yet. */
export type Show = (uri: string) => string | undefined;

/** A run's name: its picture's name, with a number if the picture has several runs. */
export function labelOf({ subject }: Run): string {
  const { content, number } = subject;
  return number > 1 ? `${content.name} (${number})` : content.name;
}

/** The file name of a run's picture. A failed run may have left a picture in another format. */
export function fileName({ subject, picture }: Run): string {
  return picture ? posix.parse(subject.name).name + posix.extname(picture.uri) : subject.name;
}

/** The name of the saved file, or the name it will get. */
export function resultName(run: Run): string {
  const { saved } = run;
  return saved === undefined ? fileName(run) : decodeURIComponent(saved.slice(saved.lastIndexOf('/') + 1));
}

export function pictureView({ uri, name }: Picture, show: Show): PictureView {
  const thumbnail = show(uri);
  return { uri, name, ...(thumbnail !== undefined && { thumbnail }) };
}

/** `since`: only the losses after this iteration. */
export function runView(run: Run, show: Show, since?: number): RunView {
  const { plan, progress, end } = run;
  const size = run.picture ?? plan;
  return {
    ...identityOf(run),
    content: pictureView(run.subject.content, show),
    ...(plan && { device: plan.device, network: plan.network }),
    ...reachedBy(run),
    ...(size && { width: size.width, height: size.height }),
    scale: progress?.scale ?? 0,
    scales: plan?.scales.length ?? 1,
    iterationsPerSecond: progress?.iterationsPerSecond ?? 0,
    secondsElapsed: end?.seconds ?? progress?.secondsElapsed ?? 0,
    secondsLeft: end ? 0 : (progress?.secondsLeft ?? 0),
    losses: run.losses.since(since),
    remarks: [...run.remarks],
    ...endOf(run),
  };
}

/** A run in a list. */
export function runEntry(run: Run, show: Show): RunEntry {
  const { end, picture } = run;
  const thumbnail = show(picture?.uri ?? run.subject.content.uri);
  return {
    ...identityOf(run),
    ...reachedBy(run),
    ...(thumbnail !== undefined && { thumbnail }),
    ...(picture && { width: picture.width, height: picture.height }),
    seconds: end?.seconds ?? 0,
    ...(end && { endedAt: end.at }),
    ...endOf(run),
    removed: run.isRemoved,
  };
}

/** What an editor panel shows of a run. */
export function viewerState(id: string, runs: Runs, show: Show): ViewerState {
  const run = runs.find(id);
  if (!run) return { id, name: '', others: [] };
  const { content } = run.subject;
  const original = show(content.uri);
  const result = run.picture && show(run.picture.uri);
  return {
    id,
    run: runView(run, show),
    name: labelOf(run),
    ...(original !== undefined && { original }),
    ...(result !== undefined && { result }),
    others: runs.results
      .filter((other) => other !== run && other.subject.content.uri === content.uri)
      .flatMap((other) => {
        const uri = show(other.picture!.uri);
        if (uri === undefined) return [];
        return [{ id: other.id, number: other.subject.number, styles: stylesOf(other), uri }];
      }),
  };
}

const stylesOf = ({ subject }: Run) => subject.choices.styles.map(({ name }) => name);

function identityOf(run: Run): Pick<RunView, 'id' | 'state' | 'label' | 'number' | 'styles' | 'recipe'> {
  const { id, state, subject } = run;
  return {
    id,
    state,
    label: labelOf(run),
    number: subject.number,
    styles: stylesOf(run),
    recipe: subject.title,
  };
}

function reachedBy(run: Run): Pick<RunView, 'iteration' | 'iterations' | 'fraction' | 'canResume'> {
  const { subject, plan, progress, checkpoint, end, canResume } = run;
  const { iteration = 0, fraction = 0 } = progress ?? checkpoint ?? {};
  return {
    iteration: end?.iterations ?? iteration,
    iterations: plan?.iterations ?? checkpoint?.iterations ?? subject.iterations,
    fraction,
    canResume,
  };
}

function endOf(run: Run): Pick<RunView, 'result' | 'error'> {
  const { end, picture, saved } = run;
  return {
    ...(picture && { result: { name: resultName(run), saved: saved !== undefined } }),
    ...(end?.error && { error: end.error }),
  };
}
