import type { StylizeError } from '../../../channel/errors';
import type { Failure } from './failures';
import type { Run } from './run';
import type { Runs } from './runs';

/** How runs that were started together have gone. */
export interface BatchSummary {
  readonly count: number;
  readonly saved: number;
  readonly failures: readonly Failure[];
}

/** Tells of runs that were started together, once, when the last of them is over or taken out of the queue. */
export class Batches {
  readonly #runs: Runs;
  readonly #onOver: (summary: BatchSummary) => void;
  /** What went wrong with each run, if anything, of batches that are not over. */
  readonly #settled = new Map<Run, StylizeError | undefined>();
  readonly #begun = Date.now();

  constructor(runs: Runs, onOver: (summary: BatchSummary) => void) {
    this.#runs = runs;
    this.#onOver = onOver;
  }

  /** A run of a batch is over, and its result saved if there is one. */
  settle(run: Run, error: StylizeError | undefined): void {
    this.#settled.set(run, error);
    this.update();
  }

  /** Runs may have been taken out. */
  update(): void {
    const batches = new Set([...this.#settled.keys()].map(({ subject }) => subject.batch));
    for (const batch of batches) {
      const runs = this.#runs.all.filter(({ subject }) => subject.batch === batch);
      if (runs.every((run) => this.#isOver(run))) this.#sum(runs);
    }
  }

  /** Those of an earlier window have been settled by it. */
  #isOver(run: Run): boolean {
    const isOfBefore = run.end !== undefined && run.end.at <= this.#begun;
    return this.#settled.has(run) || isOfBefore || (run.isQueued && run.isRemoved);
  }

  #sum(runs: readonly Run[]): void {
    const failures = runs.flatMap((run) => {
      const error = this.#settled.get(run);
      return error ? [{ name: run.subject.content.name, message: error.message }] : [];
    });
    for (const run of runs) this.#settled.delete(run);
    this.#onOver({
      count: runs.length,
      saved: runs.filter(({ saved }) => saved !== undefined).length,
      failures,
    });
  }
}
