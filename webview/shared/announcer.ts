import type { RunView } from '../../src/contracts/run-view';

/** Says when a screen reader should hear of a run: when its state changes, and every tenth of the way. */
export class ProgressAnnouncer {
  #last: { readonly id: string; readonly state: RunView['state']; readonly tenth: number } | undefined;

  /** Whether this view of the run is news. The first one of a page that has just loaded is not. */
  isNews(run: RunView): boolean {
    const tenth = run.iterations > 0 ? Math.floor((run.iteration / run.iterations) * 10) : 0;
    const last = this.#last;
    this.#last = { id: run.id, state: run.state, tenth };
    if (!last) return false;
    return last.id !== run.id || last.state !== run.state || (run.state === 'running' && tenth > last.tenth);
  }
}
