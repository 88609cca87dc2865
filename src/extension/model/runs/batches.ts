import type { StylizeError } from '../../../channel/errors';
import type { Run } from './run';
import type { Runs } from './runs';

/** How the runs of a batch ended. */
export interface BatchSummary {
  readonly count: number;
  readonly saved: number;
  /** With the names of their pictures. */
  readonly failures: readonly { readonly name: string; readonly error: StylizeError }[];
}

/** Sums up each batch once, when its last run has ended or was removed from the queue. */
export class Batches {
  readonly #runs: Runs;
  readonly #onOver: (summary: BatchSummary) => void;
  /** The error of each ended run, if any, for batches that are not over. */
  readonly #settled = new Map<Run, StylizeError | undefined>();
  readonly #begun = Date.now();

  constructor(runs: Runs, onOver: (summary: BatchSummary) => void) {
    this.#runs = runs;
    this.#onOver = onOver;
  }

  /** A run of a batch has ended, and its result was saved if there is one. */
  settle(run: Run, error: StylizeError | undefined): void {
    this.#settled.set(run, error);
    this.update();
  }

  /** Runs may have been removed. */
  update(): void {
    const batches = new Set([...this.#settled.keys()].map(({ subject }) => subject.batch));
    for (const batch of batches) {
      const runs = this.#runs.all.filter(({ subject }) => subject.batch === batch);
      if (runs.every((run) => this.#isOver(run))) this.#sum(runs);
    }
  }

  /** Runs that ended in an earlier window were settled there. */
  #isOver(run: Run): boolean {
    const isOfBefore = run.end !== undefined && run.end.at <= this.#begun;
    return this.#settled.has(run) || isOfBefore || (run.isQueued && run.isRemoved);
  }

  #sum(runs: readonly Run[]): void {
    const failures = runs.flatMap((run) => {
      const error = this.#settled.get(run);
      return error ? [{ name: run.subject.content.name, error }] : [];
    });
    for (const run of runs) this.#settled.delete(run);
    this.#onOver({
      count: runs.length,
      saved: runs.filter(({ saved }) => saved !== undefined).length,
      failures,
    });
  }
}
