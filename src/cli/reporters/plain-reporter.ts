import type { RunResult } from '../../contracts/engine';
import type { Environment } from '../environment';
import { paintFor } from '../text/paint';
import type { Plan, Progress, RunReporter, Saved } from './reporter';
import {
  estimateSentences,
  planSentence,
  progressSentence,
  resultSentences,
  savedSentence,
} from './sentences';

const shortestPause = 1000;
/** A run that is slow still says that it lives. */
const longestPause = 30_000;

/** Whole lines for a file, a pipe or a simple terminal: one each 10 %, and never two within a second. */
export class PlainReporter implements RunReporter {
  readonly #environment: Environment;
  #plan: Plan | undefined;
  #tenth = 0;
  #lastLine = -Infinity;

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  planned(plan: Plan): void {
    this.#plan = plan;
    for (const line of [planSentence(plan), ...estimateSentences(plan)]) this.#print(line);
  }

  phase(): void {
    // The lines themselves tell.
  }

  progress(progress: Progress): void {
    const { iteration, iterations } = progress;
    const tenth = Math.floor((10 * iteration) / Math.max(1, iterations));
    const pause = this.#environment.now() - this.#lastLine;
    const isLast = iteration >= iterations;
    const isDue = pause >= (tenth > this.#tenth ? shortestPause : longestPause);
    if (!isDue && !isLast) return;
    this.#tenth = tenth;
    this.#lastLine = this.#environment.now();
    this.#print(progressSentence(progress, this.#plan));
  }

  saved(saved: Saved): void {
    this.#print(savedSentence(saved, this.#environment.cwd));
  }

  notice(text: string): void {
    this.#environment.stderr.write(`${text}\n`);
  }

  done(result: RunResult): void {
    const { cwd, stdout } = this.#environment;
    for (const line of resultSentences(result, cwd, paintFor(stdout, this.#environment))) this.#print(line);
  }

  close(): void {
    // Every line is complete in itself.
  }

  #print(line: string): void {
    this.#environment.stdout.write(`${line}\n`);
  }
}
