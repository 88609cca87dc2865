import type { SingleBar } from 'cli-progress';

import { isPainted, type Outcome, type PreparedVariant } from '../comparison/painter';
import { outcomeWords } from '../comparison/words';
import type { Environment } from '../environment';
import { formatCount, formatPath, formatSeconds, printable } from '../text/format';
import { paintFor } from '../text/paint';
import { createBar } from './bar';
import type { ComparisonReporter, ComparisonResult } from './comparison-reporter';
import { drawBar } from './progress-line';
import type { Progress } from './reporter';

const barLength = 20;

/** A line for each variant when it is over, and below them, on a terminal, a bar for all of them. */
export class TextComparisonReporter implements ComparisonReporter {
  readonly #environment: Environment;
  readonly #variants: readonly PreparedVariant[];
  readonly #bar: SingleBar | undefined;
  readonly #start: number;
  #current = 0;
  /** Of the current variant. */
  #iteration = 0;

  constructor(environment: Environment, variants: readonly PreparedVariant[], showsBar: boolean) {
    this.#environment = environment;
    this.#variants = variants;
    this.#start = environment.now();
    this.#bar = showsBar ? createBar(environment.stdout, (width) => this.#line(width)) : undefined;
    this.#bar?.start(1, 0);
  }

  begin(index: number): void {
    this.#current = index;
    this.#iteration = 0;
    const { iterations } = this.#variants[index]!;
    if (!this.#bar && iterations > 0)
      this.#say(`${this.#name(index)}: ${formatCount(iterations, 'iteration')}…`);
  }

  progress(_: number, { iteration }: Progress): void {
    this.#iteration = iteration;
    this.#bar?.update(0);
  }

  end(index: number, outcome: NonNullable<Outcome>): void {
    const words = outcomeWords(this.#variants[index]!, outcome);
    const text = isPainted(outcome) ? words.join(', ') : `not painted. ${words.join(' ')}`;
    this.#iteration = this.#variants[index]!.iterations;
    this.#say(`${this.#name(index)}: ${text}`);
  }

  notice(text: string): void {
    if (this.#bar) this.#say(text);
    else this.#environment.stderr.write(`${text}\n`);
  }

  done({ out, width, height, painted }: ComparisonResult): void {
    this.close();
    const { cwd, stdout } = this.#environment;
    const paint = paintFor(stdout, this.#environment);
    stdout.write(`${paint('green', 'Saved')} ${paint('bold', printable(formatPath(out, cwd)))}\n`);
    stdout.write(`${width}×${height}, ${painted} of ${this.#variants.length} painted\n`);
  }

  close(): void {
    this.#bar?.stop();
  }

  #name(index: number): string {
    return `${index + 1}/${this.#variants.length} ${this.#variants[index]!.title}`;
  }

  /** A line that stays, above the bar. */
  #say(text: string): void {
    this.#bar?.stop();
    this.#environment.stdout.write(`${printable(text)}\n`);
    this.#bar?.start(1, 0);
  }

  #line(width: number): string {
    const sum = (variants: readonly PreparedVariant[]) =>
      variants.reduce((total, { iterations }) => total + iterations, 0);
    const done = sum(this.#variants.slice(0, this.#current)) + this.#iteration;
    const all = Math.max(1, sum(this.#variants));
    const seconds = (this.#environment.now() - this.#start) / 1000;
    const left = done === 0 ? [] : [`about ${formatSeconds((seconds / done) * (all - done))} left`];
    const { iterations } = this.#variants[this.#current]!;
    const parts = [
      drawBar(done / all, barLength),
      this.#name(this.#current),
      `${this.#iteration}/${iterations}`,
      ...left,
    ];
    return printable(parts.join('  ')).slice(0, width);
  }
}
