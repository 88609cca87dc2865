import type { StylizeError } from '../../../channel/errors';
import type { Run } from './run';
import type { Runs } from './runs';

/** How the runs of a batch ended. */
export interface BatchSummary {
  readonly count: number;
  readonly saved: number;
  readonly failures: readonly Failure[];
}

interface Failure {
  /** Of the picture. */
  readonly name: string;
  readonly error: StylizeError;
}

/** Sums up each batch once, when its last run has ended or was removed from the queue. */
export class Batches {
  readonly #runs: Runs;
  readonly #onOver: (summary: BatchSummary) => void;
  /** What has become of the runs so far, of batches that are not over: the list forgets old runs. */
  readonly #outcomes = new Map<string, { count: number; saved: number; readonly failures: Failure[] }>();
  readonly #settled = new WeakSet<Run>();
  readonly #begun = Date.now();

  constructor(runs: Runs, onOver: (summary: BatchSummary) => void) {
    this.#runs = runs;
    this.#onOver = onOver;
  }

  /**
   * A run of a batch has ended, and its result was saved if there is one.
   *
   * @param error why it has failed
   */
  settle(run: Run, batch: string, error: StylizeError | undefined): void {
    const outcome = this.#outcomes.get(batch) ?? { count: 0, saved: 0, failures: [] };
    this.#outcomes.set(batch, outcome);
    outcome.count++;
    if (run.saved !== undefined) outcome.saved++;
    if (error) outcome.failures.push({ name: run.subject.content.name, error });
    this.#settled.add(run);
    this.update();
  }

  /** Runs may have been removed. */
  update(): void {
    for (const [batch, { count, saved, failures }] of this.#outcomes) {
      const runs = this.#runs.all.filter(({ subject }) => subject.batch === batch);
      if (!runs.every((run) => this.#isOver(run))) continue;
      this.#outcomes.delete(batch);
      const others = runs.filter((run) => !this.#settled.has(run));
      this.#onOver({
        count: count + others.length,
        saved: saved + others.filter((run) => run.saved !== undefined).length,
        failures,
      });
    }
  }

  /** Runs that ended in an earlier window were settled there. */
  #isOver(run: Run): boolean {
    const isOfBefore = run.end !== undefined && run.end.at <= this.#begun;
    return this.#settled.has(run) || isOfBefore || (run.isQueued && run.isRemoved);
  }
}
