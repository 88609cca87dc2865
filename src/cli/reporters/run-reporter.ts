import type { RunResult } from '../../contracts/engine';
import type { Environment } from '../environment';
import { paintFor } from '../text/paint';
import type { Output } from './output';
import { progressLine } from './progress-line';
import {
  estimateSentences,
  planSentence,
  progressSentence,
  resultSentences,
  savedSentence,
  type Phase,
  type Plan,
  type Progress,
  type Saved,
} from './sentences';

const phaseWords: Record<Phase, string> = {
  preparing: 'Preparing…',
  running: '',
  paused: 'Paused',
  saving: 'Saving…',
};

const shortestPause = 1000;
/** Even a slow run shows signs of life. */
const longestPause = 30_000;

/** Reports a run. Without a bar it says how far it is every 10 %, but never twice within a second. */
export class RunReporter {
  readonly #output: Output;
  readonly #environment: Environment;
  #plan: Plan | undefined;
  #progress: Progress | undefined;
  #phase: Phase = 'preparing';
  #tenth = 0;
  #lastLine = -Infinity;

  constructor(output: Output, environment: Environment) {
    this.#output = output;
    this.#environment = environment;
    this.#draw();
  }

  planned(plan: Plan): void {
    this.#plan = plan;
    this.#output.event('planned', plan);
    this.#output.say(planSentence(plan), ...estimateSentences(plan));
  }

  phase(phase: Phase): void {
    this.#phase = phase;
  }

  progress(progress: Progress): void {
    this.#progress = progress;
    this.#output.event('progress', progress);
    this.#draw();
    if (this.#isDue(progress)) this.#output.narrate(progressSentence(progress, this.#plan));
  }

  saved(saved: Saved): void {
    this.#output.event('saved', saved);
    this.#output.say(savedSentence(saved, this.#environment.cwd));
  }

  notice(text: string): void {
    this.#output.notice(text);
  }

  done(result: RunResult): void {
    this.close();
    const { cwd, stdout } = this.#environment;
    this.#output.event('done', result);
    this.#output.say(...resultSentences(result, cwd, paintFor(stdout, this.#environment)));
  }

  /** The run is over, even if it failed. */
  close(): void {
    this.#output.close();
  }

  #isDue({ iteration, iterations, fraction }: Progress): boolean {
    const tenth = Math.floor(10 * fraction);
    const pause = this.#environment.now() - this.#lastLine;
    const isLast = iteration >= iterations;
    if (!isLast && pause < (tenth > this.#tenth ? shortestPause : longestPause)) return false;
    this.#tenth = tenth;
    this.#lastLine = this.#environment.now();
    return true;
  }

  #draw(): void {
    this.#output.draw((width) => {
      const words = phaseWords[this.#phase];
      if (words || !this.#progress) return (words || phaseWords.preparing).slice(0, width);
      return progressLine(this.#progress, this.#plan, width);
    });
  }
}
