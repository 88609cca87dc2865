import type { LossPoint, RunView } from '../../../src/contracts/run-view';
import { mergeLosses } from './loss-series';
import { describeRun } from './run-words';

/** The run that a view shows, with all its losses. Announces its progress to screen readers. */
export class RunDisplay {
  readonly #announce: (text: string) => void;
  readonly #announcer = new ProgressAnnouncer();
  #run: RunView | undefined;
  #losses: readonly LossPoint[] = [];

  constructor(announce: (text: string) => void) {
    this.#announce = announce;
  }

  get run(): RunView | undefined {
    return this.#run;
  }

  get losses(): readonly LossPoint[] {
    return this.#losses;
  }

  /** A view with all losses. */
  show(run: RunView | undefined): void {
    this.#run = run;
    this.#losses = run?.losses ?? [];
    if (run && this.#announcer.isNews(run)) this.#announce(describeRun(run));
  }

  /** A view with the losses since the last one. */
  update(run: RunView): void {
    const before = run.id === this.#run?.id ? this.#losses : [];
    this.show({ ...run, losses: [...mergeLosses(before, run.losses)] });
  }
}

/** Decides when a screen reader should announce a run: when its state changes, and every tenth of the way. */
export class ProgressAnnouncer {
  #last: { readonly id: string; readonly state: RunView['state']; readonly tenth: number } | undefined;

  /** Whether this view of the run is news. The first one of a page that has just loaded is not. */
  isNews(run: RunView): boolean {
    const tenth = Math.floor(run.fraction * 10);
    const last = this.#last;
    this.#last = { id: run.id, state: run.state, tenth };
    if (!last) return false;
    return last.id !== run.id || last.state !== run.state || (run.state === 'running' && tenth > last.tenth);
  }
}
