import { isPainted, outcomeWords, type Outcome, type PreparedVariant } from '../comparison/outcome';
import type { Environment } from '../environment';
import { formatCount, formatPath, formatSeconds, formatSize, printable } from '../text/format';
import { paintFor } from '../text/paint';
import type { Output } from './output';
import { drawBar } from './progress-line';
import type { Progress } from './sentences';

/** What a comparison has come to. */
export interface ComparisonResult {
  readonly out: string;
  readonly width: number;
  readonly height: number;
  readonly painted: number;
}

const barLength = 20;

/** Reports a comparison: a line for each variant when it is over, and one bar for all. Variants go by their index. */
export class ComparisonReporter {
  readonly #output: Output;
  readonly #environment: Environment;
  readonly #variants: readonly PreparedVariant[];
  readonly #start: number;
  #current = 0;
  /** Of the current variant. */
  #iteration = 0;

  constructor(output: Output, environment: Environment, variants: readonly PreparedVariant[]) {
    this.#output = output;
    this.#environment = environment;
    this.#variants = variants;
    this.#start = environment.now();
    this.#draw();
  }

  begin(index: number): void {
    this.#current = index;
    this.#iteration = 0;
    const { title, recipe, settings, iterations } = this.#variants[index]!;
    this.#output.event('variant', { index, variants: this.#variants.length, title, recipe, settings });
    if (iterations > 0)
      this.#output.narrate(printable(`${this.#name(index)}: ${formatCount(iterations, 'iteration')}…`));
  }

  progress(index: number, progress: Progress): void {
    this.#iteration = progress.iteration;
    this.#output.event('progress', { index, ...progress });
    this.#draw();
  }

  end(index: number, outcome: NonNullable<Outcome>): void {
    const variant = this.#variants[index]!;
    const words = outcomeWords(variant, outcome);
    this.#iteration = variant.iterations;
    // A picture of its own is gone once the sheet is there.
    if (isPainted(outcome)) {
      this.#output.event('painted', { index, network: outcome.network, ...outcome.result, out: undefined });
    } else this.#output.event('failed', { index, ...outcome.toData(), rescued: undefined, words: undefined });
    const text = isPainted(outcome) ? words.join(', ') : `not painted. ${words.join(' ')}`;
    this.#output.say(printable(`${this.#name(index)}: ${text}`));
  }

  notice(text: string): void {
    this.#output.notice(text);
  }

  done(result: ComparisonResult): void {
    this.close();
    const { cwd, stdout } = this.#environment;
    const paint = paintFor(stdout, this.#environment);
    const variants = this.#variants.length;
    this.#output.event('done', { ...result, variants });
    this.#output.say(
      `${paint('green', 'Saved')} ${paint('bold', printable(formatPath(result.out, cwd)))}`,
      `${formatSize(result)}, ${result.painted} of ${variants} painted`,
    );
  }

  /** The comparison is over, even if it failed. */
  close(): void {
    this.#output.close();
  }

  #name(index: number): string {
    return `${index + 1}/${this.#variants.length} ${this.#variants[index]!.title}`;
  }

  #draw(): void {
    this.#output.draw((width) => this.#line().slice(0, width));
  }

  #line(): string {
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
    return printable(parts.join('  '));
  }
}
