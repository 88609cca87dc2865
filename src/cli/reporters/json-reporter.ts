import type { RunResult } from '../../contracts/engine';
import type { Environment } from '../environment';
import type { Plan, Progress, RunReporter, Saved } from './reporter';

/** One JSON object a line, for programs. The fields are the engine's own; a run's id means nothing outside. */
export class JsonReporter implements RunReporter {
  readonly #environment: Pick<Environment, 'stdout' | 'stderr'>;

  constructor(environment: Pick<Environment, 'stdout' | 'stderr'>) {
    this.#environment = environment;
  }

  planned(plan: Plan): void {
    this.#write('planned', plan);
  }

  phase(): void {
    // Follows from the other events.
  }

  progress(progress: Progress): void {
    this.#write('progress', progress);
  }

  saved(saved: Saved): void {
    this.#write('saved', saved);
  }

  notice(text: string): void {
    this.#environment.stderr.write(`${text}\n`);
  }

  done(result: RunResult): void {
    this.#write('done', result);
  }

  close(): void {
    // Every line is complete in itself.
  }

  #write(event: string, fields: object): void {
    // JSON leaves out what is undefined.
    this.#environment.stdout.write(`${JSON.stringify({ event, ...fields, run: undefined })}\n`);
  }
}
