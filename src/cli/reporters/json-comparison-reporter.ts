import { isPainted, type Outcome, type PreparedVariant } from '../comparison/painter';
import type { Environment } from '../environment';
import type { ComparisonReporter, ComparisonResult } from './comparison-reporter';
import type { Progress } from './reporter';

/** One JSON object a line, for programs. */
export class JsonComparisonReporter implements ComparisonReporter {
  readonly #environment: Pick<Environment, 'stdout' | 'stderr'>;
  readonly #variants: readonly PreparedVariant[];

  constructor(environment: Pick<Environment, 'stdout' | 'stderr'>, variants: readonly PreparedVariant[]) {
    this.#environment = environment;
    this.#variants = variants;
  }

  begin(index: number): void {
    const { title, recipe, settings } = this.#variants[index]!;
    this.#write('variant', { index, variants: this.#variants.length, title, recipe, settings });
  }

  progress(index: number, progress: Progress): void {
    this.#write('progress', { index, ...progress, run: undefined });
  }

  end(index: number, outcome: NonNullable<Outcome>): void {
    // Files of its own are gone once the sheet is there.
    if (!isPainted(outcome)) this.#write('failed', { index, ...outcome.toData(), rescued: undefined });
    else this.#write('painted', { index, network: outcome.network, ...outcome.result, out: undefined });
  }

  notice(text: string): void {
    this.#environment.stderr.write(`${text}\n`);
  }

  done(result: ComparisonResult): void {
    this.#write('done', { ...result, variants: this.#variants.length });
  }

  close(): void {
    // Every line is complete in itself.
  }

  #write(event: string, fields: object): void {
    // JSON leaves out what is undefined.
    this.#environment.stdout.write(`${JSON.stringify({ event, ...fields })}\n`);
  }
}
