import type { SingleBar } from 'cli-progress';

import type { RunResult } from '../../contracts/engine';
import type { Environment } from '../environment';
import { paintFor } from '../text/paint';
import { createBar } from './bar';
import { progressLine } from './progress-line';
import type { Phase, Plan, Progress, RunReporter, Saved } from './reporter';
import { estimateSentences, planSentence, resultSentences, savedSentence } from './sentences';

const phaseWords: Record<Phase, string> = {
  preparing: 'Preparing…',
  running: '',
  paused: 'Paused',
  saving: 'Saving…',
};

/** A progress bar on the terminal's last line; whatever else is said appears above it and stays. */
export class TerminalReporter implements RunReporter {
  readonly #environment: Environment;
  readonly #bar: SingleBar;
  #plan: Plan | undefined;
  #progress: Progress | undefined;
  #phase: Phase = 'preparing';

  constructor(environment: Environment) {
    this.#environment = environment;
    this.#bar = createBar(environment.stdout, (width) => this.#line(width));
    this.#show();
  }

  planned(plan: Plan): void {
    this.#plan = plan;
    this.#above([planSentence(plan), ...estimateSentences(plan)].join('\n'));
  }

  phase(phase: Phase): void {
    this.#phase = phase;
  }

  progress(progress: Progress): void {
    this.#progress = progress;
    this.#bar.setTotal(progress.iterations);
    this.#bar.update(progress.iteration);
  }

  saved(saved: Saved): void {
    this.#above(savedSentence(saved, this.#environment.cwd));
  }

  notice(text: string): void {
    this.#above(text);
  }

  done(result: RunResult): void {
    this.close();
    const { cwd, stdout } = this.#environment;
    for (const line of resultSentences(result, cwd, paintFor(stdout, this.#environment))) {
      stdout.write(`${line}\n`);
    }
  }

  close(): void {
    this.#bar.stop();
  }

  #above(text: string): void {
    this.#bar.stop();
    this.#environment.stdout.write(`${text}\n`);
    this.#show();
  }

  #show(): void {
    this.#bar.start(this.#progress?.iterations ?? 1, this.#progress?.iteration ?? 0);
  }

  #line(width: number): string {
    const words = phaseWords[this.#phase];
    if (words || !this.#progress) return (words || phaseWords.preparing).slice(0, width);
    return progressLine(this.#progress, this.#plan, width);
  }
}
